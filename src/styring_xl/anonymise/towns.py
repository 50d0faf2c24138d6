"""The towns that Danish postcodes belong to: a figure of four digits beside one of them is its postcode."""

from __future__ import annotations

from typing import Final

from styring_xl.danish.text import label

_NAMES: Final = """
    aabenraa aabybro aakirkeby aalborg aalestrup aarhus aars aarup albertslund allerød allinge allingåbro arden
    asnæs assens augustenborg auning bagsværd ballerup bedsted billund birkerød bjerringbro blokhus blåvand
    bogense bramming brande bredebro broager broby brovst brædstrup brøndby brøndbyvester brønderslev brønshøj
    brørup børkop charlottenlund christiansfeld dalmose dianalund dragør dronninglund dyssegård ebberup ebeltoft
    egernsund egtved ejby ejstrupholm esbjerg espergærde faaborg fakse farsø farum faxe fensmark ferritslev
    fjerritslev fredensborg fredericia frederiksberg frederikshavn frederikssund frederiksværk fuglebjerg galten
    gandrup gentofte gilleleje gislev gistrup give gjern glamsbjerg glostrup glumsø gram grenaa grenå greve
    grindsted græsted gudhjem gørlev haarby haderslev hadsten hadsund hals hammel hammerum hanstholm hasle
    haslev hasselager havdrup havndal hedehusene hedensted hellebæk hellerup helsinge helsingør herlev herning
    hillerød hinnerup hirtshals hjallerup hjortshøj hjørring hobro holbæk holeby holstebro holsted horbelev
    hornbæk hornslet horsens humlebæk hundested hurup hvalsø hvidbjerg hvidovre hårlev højbjerg højby højer
    højslev hørning hørsholm ikast ishøj jelling jerslev jyderup jyllinge jægerspris jærspris kalundborg
    karlslunde karrebæksminde karup kastrup kerteminde kibæk kjellerup klampenborg klippinge kokkedal kolding
    korsør kvistgård kværndrup københavn køge langeskov langå lejre lemming lemvig lyngby lynge lystrup løgstrup
    løgstør løgumkloster løkken løsning mariager maribo marstal middelfart munkebo måløv mårslet møldrup nakskov
    nexø nibe nivå nordborg nordhavn nyborg nykøbing nysted nærum næstved nørager nørresundby odder odense
    oksbøl otterup outrup padborg pandrup præstø randers ranum ribe ringe ringkøbing ringsted risskov roskilde
    roslev rudkøbing rungsted ry ryomgård ryslinge rødby rødding rødekro rødkærsbro rødovre rønde rønne rønnede
    sabro sakskøbing samsø sandved silkeborg sindal skagen skanderborg skibby skive skjern skodsborg skovlunde
    skælskør skærbæk skævinge skødstrup skørping slagelse slangerup smørum snekkersten snertinge solbjerg solrød
    sorø spjald spøttrup stege stenløse stenstrup stoholm strandby struer strøby støvring svaneke svebølle
    svendborg svenstrup svinninge sæby søborg søllested sønderborg søndersø taastrup tappernøje tarm tarnborg
    terndrup thisted thyborøn tilst tinglev toftlund tommerup tranbjerg trige troense tune tårs tølløse tønder
    tørring ugerløse uldum ulfborg ulstrup vadum valby vallensbæk vamdrup vandel varde vedbæk vejen vejers vejle
    veksø vemb vestbjerg viborg viby videbæk vig vildbjerg vindeby vinderup vipperød virum vodskov vojens
    vordingborg vraa vrå væggerløse værløse åbenrå åbybro åbyhøj åkirkeby ålborg ålestrup århus års ærøskøbing
    ølgod ølsted ølstykke ørbæk ørsted østbirk østermarie
"""
_TOWNS: Final = frozenset(_NAMES.split())
_FIRST: Final = frozenset(("hvide", "kirke", "lille", "nørre", "sjællands", "store", "vester", "øster"))
"""The first of two words that are a town's name together."""


def is_town(text: str) -> bool:
    """Whether a text is a town's name, with or without what follows it: *Aarhus C*, *Nykøbing F.*, *Store Heddinge*."""
    words = label(text).split()
    if not 1 <= len(words) <= 3 or any(map(str.isdigit, text)):
        return False
    return words[0] in _TOWNS or (words[0] in _FIRST and len(words) > 1)
