"""Words for the briefing that flows: sentences of many shapes, none twice, always the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

CHAPTERS = (
    *("The river and its valley", "What the last flood showed", "Who decides what"),
    *("Dikes, gates and pumps", "Room for the water", "Warnings that arrive in time"),
    *("Homes and cellars", "Farms and meadows", "What it costs and who pays"),
    "The next ten years",
)
HEADINGS = (
    *("What has been done", "What is still missing", "Where opinions differ", "How it works"),
    *("What people report", "Lessons from neighbours", "Who is responsible", "What comes next"),
)
ACRONYMS = """\
MBA: {full: Morna Basin Authority, plain: the office that plans for the whole river}
FWS: {full: Flood Warning Service, plain: those who measure levels and send warnings}
CPC: {full: Civil Protection Council, plain: the council that directs help in a flood}
"""
_PEOPLE = (
    *("the municipal engineers", "most of the farmers", "the MBA", "the FWS", "the CPC"),
    *("volunteers from the villages", "the regional parliament", "an independent commission"),
    *("the owners of the mills", "two neighbouring districts", "the railway administration"),
    *("the keepers of the archive", "families in the lower quarter", "the drinking water company"),
    *("researchers at the university", "the environmental association", "the insurance companies"),
    *("the headmaster of the boarding school", "the fire brigades", "a retired lock-keeper"),
)
_DID = (
    *("examined", "reconstructed", "questioned", "documented", "abandoned", "strengthened"),
    *("postponed", "recommended", "supervised", "rediscovered", "criticised", "completed"),
    *("paid for", "inherited", "photographed", "inspected", "agreed on", "argued about"),
)
_THINGS = (
    *("the old embankment", "the pumping station below the bridge", "a retention basin"),
    *("the agreement on compensation", "the gauges at the confluence"),
    "a second evacuation route",
    *("the maintenance of the side channels", "the unfinished survey of cellars"),
    *(
        "the warehouse with sandbags",
        "the regulations for new buildings",
        "the willows on the bank",
    ),
    *("a register of vulnerable households", "the weir at the paper factory", "the emergency line"),
    *("the underground car park", "an affordable insurance for tenants", "the drainage ditches"),
    *("the transformer behind the hospital", "a common map of the floodplain", "the ferry landing"),
)
_WHERE = (
    *("in the upper valley", "between the two bridges", "on the eastern bank", "far from the town"),
    *("at the narrowest point", "where the tributaries meet", "within sight of the cathedral"),
    *("along the former railway", "in each of the parishes", "on land that nobody claimed"),
)
_WHEN = (
    *("after the snow had melted", "in the second winter", "before the elections"),
    *("during the long drought", "a generation ago", "on the evening of the storm"),
    *("when the ministry changed hands", "shortly after midnight", "in less than a fortnight"),
    *(
        "since the reservoir was built",
        "at the height of the harvest",
        "in the spring that followed",
    ),
)
_WHY = (
    *("because nobody had asked the people downstream", "so that the water could spread slowly"),
    *("although the forecast had been reassuring", "as the ground was already saturated"),
    *("while the contractors waited for permission", "without telling the other side"),
    *("because a temporary solution had become permanent", "so that the costs were shared fairly"),
    *("although every measurement pointed the other way", "as earlier generations had done"),
    *("because responsibility had never been assigned", "unless the neighbours objected"),
)
_BUT = (
    *("the difference was hardly noticeable", "the consequences are still visible today"),
    *("nobody has offered a better explanation", "the figures need careful interpretation"),
    *("that was not the purpose of the exercise", "understanding came only gradually"),
    *("the archive holds a different account", "it was cheaper than rebuilding everything"),
    *("such arrangements depend on trust", "the discussion continues in every council"),
)
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]
_SHAPES = (
    "{who} {did} {what} {where}.",
    "{when}, {who} {did} {what}, {why}.",
    "{who} {did} {what} {when}, and {who2} {did2} {what2}.",
    "What {who} {did} {when} was {what}; {but}.",
    "{who} {did} {what}, but {but}.",
    "{where}, {who} {did} {what} {why}, and {but}.",
    "It was {who} that {did} {what} {when}.",
    "{what} and {what2} belong together, as {who} found {when}: {but}.",
)


def sentence(chance: random.Random) -> str:
    """A sentence of ten to thirty words."""
    who, who2 = chance.sample(_PEOPLE, 2)
    did, did2 = chance.sample(_DID, 2)
    what, what2 = chance.sample(_THINGS, 2)
    text = chance.choice(_SHAPES).format(
        who=who,
        who2=who2,
        did=did,
        did2=did2,
        what=what,
        what2=what2,
        where=chance.choice(_WHERE),
        when=chance.choice(_WHEN),
        why=chance.choice(_WHY),
        but=chance.choice(_BUT),
    )
    return text[0].upper() + text[1:]


def thing(chance: random.Random) -> str:
    """What one speaks about, for a cell or the head of an item."""
    text = chance.choice(_THINGS)
    return text[0].upper() + text[1:]


def remark(chance: random.Random) -> str:
    """A clause that could stand behind “but”, for a cell or an item."""
    return chance.choice(_BUT)


def place(chance: random.Random) -> str:
    """A place or a time, for a cell."""
    return chance.choice((*_WHERE, *_WHEN))


def village(number: int) -> str:
    """The name of a village, another one for each number below 274,625."""
    name = ""
    for _ in range(3):
        number, syllable = divmod(number, len(_SYLLABLES))
        name += _SYLLABLES[syllable]
    return f"{name.capitalize()}bach"
