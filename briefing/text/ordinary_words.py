"""Ordinary words that people write in capitals, for emphasis or alarm: they are no acronyms.

Left out are those that are acronyms as well (WHO, IT, US, AID).
"""

from __future__ import annotations

from functools import lru_cache

_BY_LANGUAGE = {
    "en": """
        a about above abuse accept access accident account across action actions active
        actual add address advance advice after again against agenda ago agree agreed
        agreement ahead air alarm alert all allow allowed alone along already also although
        always amber ambush amend among amount an analysis and annex annual another answer
        any anybody anyone anything anywhere appeal appendix apply approach approve approved
        archive are area army around arrival arrive article as ask assembly assess at attack
        attention author authority autumn avoid aware away back bad balance ban base basic
        battery be because been before begin behind being below best better between beware
        big bill black blank block blue board body bold bomb book border both bottom box
        break bridge brief briefing bring broken brown budget building bus business busy but
        by call can cancel cancelled cannot card careful cargo carry case cash cause caution
        cell center central centre change changed channel chapter charge chart check chief
        child children choose city civil clean clear clearance clinic close closed clue cold
        colour come command comment committee common company complete conclusion condition
        conditions confidential confirm confirmed conflict contact contents context continue
        contract control copy corner correct cost costs could council country course court
        cover crisis critical curfew current customs cut daily damage danger dangerous dark
        data date day days dead deadline deadly dear death debt december decide decided
        decision deep defence delay delayed delete delivery demand department departure
        detail details detour did died direct director discussion disease district do
        document does dollar done door double down draft drink drive driver drop dry due
        during each early east easy eat edge effect eight either election eleven else
        emergency empty end enemy engine enough enter entire entrance entry equal error
        estimate euro evacuate even evening event ever every everybody everyone everything
        evidence example except exercise exit expected expired explosive external extra eye
        eyes face fact facts fail failed fall false family far fast fatal fax february few
        field fifteen fifth fifty figure figures file final finally find findings fire first
        fish five fixed flag flat flight flood floor flow fly fog follow food for force
        foreign forest forever foreword form former forty forward found four fragile free
        friday friend from front fuel full fund further future gas gate general get give
        given glass glossary go goal goals going gold gone good government great green grey
        ground group guard guide guilty guns had half halt hand handle happen happy hard has
        have hazard he head headline health hear heart heat heavy held help her here hidden
        high highest him his hit hold holiday home hospital hot hotel hour hours house how
        human hundred hungry hurt ice idea if ignore ill immediate immediately important in
        incident income index individual inform information initial injured injury inside
        instead interest internal international into introduction invoice is island issue
        its january job join joint journey judge july june just keep key kill killed king
        kitchen know known label lake land language large last late later latest law leader
        learn least leave left legal less lesson let letter level license life lift light
        like limit limited line list listen little live load local location lock locked long
        look lorry lose loss lost lot loud love low lower lowest lunch made mail main major
        make male man manager mandatory manual many map maps march mark market may maybe
        meal mean means medical medium meet meeting member men message metal method methods
        middle midnight might mile military milk million mine mines minimum minister minor
        minute minutes miss missing mission mistake mixed mobile model monday money monitor
        month monthly more morning most mother motor mountain move much must my name narrow
        nation national near nearly need needed negative neither network never new news next
        nice night nine no nobody noise none noon nor normal north not note notes nothing
        notice november now nowhere nuclear number numbers objective october of off offer
        office officer official often oil old on once one online only open opening operation
        opinion or orange order orders other our out outlook outside oven over overall
        overview own owner pack page pages paid pain paper parents park parking part partial
        parts party pass passed past path pay payment peace pen pending people per percent
        period permission permit person phone photo picture piece pink place plan plane
        plans plant plate play please plus point poison police policy poor port position
        positive possible post pound power practice preface prepare prepared present
        president press price principle print prior priority prison private problem
        procedure process product program programme progress prohibited project promise
        proof proposal protect protest prove public pull purple purpose push put quality
        quarter queen question questions quick quiet radio rail rain range rate rather raw
        reach read ready real reason received recent recommendation record red reduce
        reduced reference references refugee refuse region reject rejected release relevant
        remark remember remove repair repeat replace reply report reporting request required
        reserve reserved resolution rest restricted result results return review rice right
        rights rise risk risks river road roof room round route row rule rules run sad safe
        safety said sale salt same saturday save say scale scene school scope sea search
        season seat second secret section sector security see seek sell send senior
        september serious server service seven several shall share sharp she shelter ship
        shop short should show shut side sign silence silver similar simple since single sir
        site situation six size sky sleep slow small smoke snow so social soft sold soldier
        some somebody something soon sorry sound source sources south space special speed
        spend spring square staff stage stairs stand standard stands star state station
        status stay step steps still stock stolen stone stop store storm story straight
        strategy street strict strictly strike strong student subject such sudden summary
        summer sun sunday supply support sure suspect suspended system table tables take
        talk target task team technical ten term terms terrorist test than thank thanks that
        the their them then there these they thing things think third thirty this those
        thousand threat three through thursday thus ticket tide time timeline title to today
        together toilet told tomorrow tonight too top topic total toward town toxic track
        trade traffic train training transport travel treaty tree trial truck true trust
        truth try tuesday turn twelve twenty twice two type unclassified under unit united
        unless unsafe until up update updated upon upper urgent use used useful usual vacant
        valid value various vehicle venue very victim view village visit visitor vital voice
        void vote wait walk wall wanted war warm warn warning was wash waste watch water way
        we weak weapon weapons weather wednesday week weekly weight well were west wet what
        wheel when where whether which while white whole whom whose why wide wife wild will
        win wind window wine winter wire with within without woman women wood word words
        work worker world worse worst would wound wounded write wrong year years yellow yes
        yesterday yet you young your youth zero zone kw mw gw tw kv mv kb mb gb tb pb kg km
        cm mm ml
    """,
    "de": """
        aber achtung alle alles als alt am an anhang auch auf aus bei bis bitte das dem den
        der die doch du dürfen ein eine ende entwurf er es falsch für gefahr geheim gelb
        geschlossen grün gut halt hier hinweis ich ihr im immer in info ist ja jede jeder
        jetzt kein keine links mehr mit morgen muss müssen nach neu nein nicht nichts nie
        niemals nord nur ob oder offen ost rechts rot sehr sein sie sind so sofort soll
        stand stopp süd über um und unter verboten viel von vor vorsicht warnung warum was
        weg weiß wenn wer werden west wichtig wie wir wo zu zum zur
    """,
    "es": """
        a al alto antes atención aviso bien cerrado con de del desde después el ella en
        entre es este esto hoy importante la las lo los más me mi muy nada no norte nota
        nunca o para peligro pero por qué que rojo se secreto sí siempre sin solo sobre sur
        todo todos tu un una urgente verde y ya
    """,
    "fr": """
        à après attention au aujourd aux avant avec bien ce ces danger dans de des du elle
        en entre est et fermé il ils important interdit jamais je la le les mais moins ne
        non nord note nous ou où ouvert oui par pas plus pour que qui rien rouge sans secret
        ses si sont sous sud sur toujours tous tout toutes très un une urgent vert vous
    """,
    "it": """
        a ai al alla anche attenzione che chi chiuso con da dal dei del della di divieto
        dopo e entro fine gli ha i il importante in la le lo mai ma meno nel no non nord
        nota nuovo o ogni ora per pericolo più prima quando rosso se segreto sempre senza si
        sì solo sono su subito sud tra tutti tutto un una urgente verde vietato
    """,
}


@lru_cache(maxsize=8)
def ordinary_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Return ordinary words of ``languages`` (BCP 47 tags), in capitals."""
    words = [_BY_LANGUAGE.get(tag.partition("-")[0], "") for tag in languages]
    return frozenset(" ".join(words).upper().split())
