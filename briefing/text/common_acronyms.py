"""Acronyms that readers of a language know: they are neither spelled out nor asked for.

An entry in a briefing's own ``acronyms.yaml`` goes before: it is spelled out as it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_EVERYWHERE = """
    AI AIDS API BBC BIC CD CEO CET CEST CNN CO CSV CV DJ DNA DVD EU FAQ FIFA GMT GPS GSM HD HDMI HIV
    HTML HTTP HTTPS IBAN ID IQ ISBN ISO ISSN IT JPEG JSON LCD LED LGBT LP MMS MP3 MP4 NASA NATO OECD
    OK OPEC PC PDF PIN PNG PS QR RAM RNA ROM SIM SMS SOS SUV SVG TV UEFA UFO UK UN UNESCO UNHCR
    UNICEF URL US USA USB USSR UTC UV VHS VIP VPN WC WHO WLAN WWF WWW XML YAML ZIP
"""
"""As good as everywhere, in Latin letters."""
_BY_LANGUAGE = {
    "de": """
        ADAC AG ARD BMW BRD DDR DIN EDV EG EZB FAZ FC KG KFZ LKW MEZ MESZ NGO ORF PKW SPD CDU CSU
        FDP TÜV UNO VW WDR ZDF EUR USD
    """,
    "en": """
        AD AM ASAP BA BC BCE BST CE CIA COVID DC DIY DVLA EST ET FBI HR HQ IOU LA MA MBA MD NB NHS
        NY NYC PA PM PR RIP RSVP TB UAE USD EUR GBP VAT YMCA
    """,
    "es": "ADN AVE CEE DNI EEUU IVA IVA NIF ONG ONU OTAN OVNI PYME SIDA UE URSS VIH EUR USD",
    "fr": """
        ADN BD CEE DOM HLM ONG ONU OTAN OVNI PDG PME RATP RER RFI SIDA SMIC SNCF TGV TVA UE URSS VIH
        VTT EUR USD
    """,
    "it": "CEE IVA ONG ONU RAI UE URSS EUR USD",
    "nl": "AOW BTW BV HBO NAVO NS NV VN VS WAO WW EUR USD",
    "pl": "ONZ PKP PKO RP TVP UE VAT ZSRR PLN EUR USD",
    "pt": "ADN IVA ONG ONU OTAN UE URSS VIH EUR USD",
    "sq": "ADN BE BRSS ETJ OJQ OKB RTK RTSH SHA SHBA TVSH EUR USD ALL",
    "sr": "AD DNK DOO EBU OEBS OUN PDV RTS SAD SSSR SFRJ EUR USD RSD",
    "sv": "BNP EG FN KTH SAS SVT EUR USD SEK",
}


def common_acronyms(languages: Iterable[str]) -> frozenset[str]:
    """Return those that readers of ``languages`` (BCP 47 tags) know."""
    words = [_BY_LANGUAGE.get(tag.partition("-")[0], "") for tag in languages]
    return frozenset(" ".join((_EVERYWHERE, *words)).split())
