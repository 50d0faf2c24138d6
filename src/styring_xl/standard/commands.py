"""What a user can ask of the workbook: each command once, with its macro, words and pictures, and where it is offered.

The ribbon, the macros, the buttons on the sheets and the menu in LibreOffice are made from this list. A new command is
a record here, put where it is offered, and a function of its name in ``buttons/commands.py``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec import Struct

from styring_xl import standard


class Prompt(Struct, frozen=True):
    """What a command asks before it is done: the words, and what stands in its field until something is typed there."""

    words: str
    stands: str = ""
    """Empty: the number of the month before this one."""


class Command(Struct, frozen=True):
    """Something a user can ask for."""

    name: str
    """What a macro calls ``press`` with."""
    macro: str
    label: str
    """What its buttons say."""
    help: str
    """A sheet's button: what it does, in a line."""
    control: str
    """The id of its button in the ribbon."""
    picture: str
    """Office's picture for it there, as ``imageMso`` names it."""
    explained: str
    """What the ribbon tells of it, in a sentence or three."""
    key: str
    """Its access key: a letter of its entry in the menu, which no other command has."""
    hint: str = ""
    """The bold first line of ``explained``, where it says more than the label."""
    entry: str = ""
    """Its entry in the menu of LibreOffice, where it says more than the label."""
    asks: tuple[Prompt, ...] = ()
    """What is asked before ``press`` is called with the answers: by its macro, in LibreOffice's menu by a dialog."""

    def entry_marked(self, sign: str) -> str:
        """Its entry in a menu with a sign before the letter that is its access key."""
        return marked(self.entry or self.label, self.key, sign)


def marked(words: str, key: str, sign: str) -> str:
    """Words of a menu with a sign before the first letter that is ``key``. Raises ValueError where there is none."""
    at = words.upper().index(key)
    return f"{words[:at]}{sign}{words[at:]}"


UPDATE: Final = Command(
    name="update_forecast",
    macro="OpdaterPrognose",
    label="Opdater prognose",
    help="Beregner måneder, forbrug, afvigelse og kontrol på ny",
    control="styringOpdater",
    picture="RefreshAll",
    key="O",
    explained=(
        "Beregner månederne i Disponering, Månedsforbrug, Afvigelse og Kontrol ud fra det, der står i arket nu. Det, "
        "du selv har skrevet, ændres ikke."
    ),
)
PREVIEW: Final = Command(
    name="preview",
    macro="VisAendringer",
    label="Vis ændringer",
    help="Viser, hvilke celler en opdatering vil ændre",
    control="styringVis",
    picture="FilePrintPreview",
    key="V",
    explained=(
        "Viser på et ark for sig, hvilke celler en opdatering vil ændre: ark, celle, før og efter. Intet andet ændres."
    ),
)
CHECK: Final = Command(
    name="check_data",
    macro="KontrollerData",
    label="Kontrollér data",
    help="Finder fejl og mangler og skriver dem i Kontrol",
    control="styringKontroller",
    picture="ErrorChecking",
    key="K",
    explained=(
        "Finder fejl og mangler i grundlaget og skriver dem i Kontrol med ark, celle, og hvad du kan gøre. Tallene "
        "røres ikke."
    ),
)
IMPORT: Final = Command(
    name="import_postings",
    macro="HentPosteringer",
    label="Hent posteringer",
    help="Henter udtræk fra økonomisystemet, hver postering én gang",
    control="styringHent",
    picture="ImportTextFile",
    key="P",
    explained=(
        "Henter udtræk fra økonomisystemet (CSV eller Excel) ind under posteringerne i arket. En postering kommer kun "
        "med én gang, og kontrolsummen viser, hvor hver krone blev af."
    ),
)
UNDO: Final = Command(
    name="undo",
    macro="Fortryd",
    label="Fortryd",
    help="Fører den seneste opdatering tilbage",
    control="styringFortryd",
    picture="Undo",
    key="Y",
    explained=("Fører de celler, den seneste opdatering ændrede, tilbage. Det, du har skrevet siden, bliver stående."),
    hint="Fortryd seneste opdatering",
    entry="Fortryd seneste opdatering",
)
CLOSE: Final = Command(
    name="close_month",
    macro="LukMaaned",
    label="Luk måned",
    help="Lukker måneden, afstemmer og gemmer den i Historik",
    control="styringLuk",
    picture="Lock",
    key="L",
    explained=(
        "Flytter Realiseret til og med, opdaterer, afstemmer med økonomisystemets total og gemmer måneden i Historik, "
        "så Forklaring kan vise, hvad der siden flytter sig."
    ),
    asks=(
        Prompt("Hvilken måned skal lukkes (1-12)?"),
        Prompt(
            "Økonomisystemets total for årets måneder til og med den, der lukkes, i kr. Lad "
            "feltet stå, hvis der ikke skal afstemmes.",
            "ikke afstemt",
        ),
        Prompt(
            "Note, der forklarer en difference til økonomisystemet, eller at måneden lukkes uden "
            "alle sine posteringer. Lad feltet stå, hvis der ingen er.",
            "ingen",
        ),
    ),
)
REOPEN: Final = Command(
    name="reopen_month",
    macro="GenaabnMaaned",
    label="Genåbn måned",
    help="Åbner den senest lukkede måned igen",
    control="styringGenaabn",
    picture="Recurrence",
    key="N",
    explained=(
        "Tager den seneste lukning tilbage: månedens række i Historik går, Realiseret til og med bliver, som den var, "
        "og arket opdateres. Det kan fortrydes."
    ),
    hint="Genåbn den senest lukkede måned",
    asks=(Prompt("Hvilken måned skal åbnes igen (1-12)? Det er den, der er lukket senest."),),
)
REVISE: Final = Command(
    name="keep_revision",
    macro="GemRevision",
    label="Gem revision",
    help="Gemmer arket, som det er nu, i Historik som en budgetrevision",
    control="styringRevision",
    picture="FileSaveAs",
    key="R",
    explained=(
        "Gemmer arket, som det er nu, i Historik under et navn, f.eks. BO1, så Forklaring siden kan vise, hvad der har "
        "flyttet sig fra revisionen. Ingen måned lukkes."
    ),
    hint="Gem en budgetrevision",
    asks=(
        Prompt(
            "Hvad hedder budgetrevisionen?",
            "BO1",
        ),
        Prompt(
            "Note til revisionen. Lad feltet stå, hvis der ingen er.",
            "ingen",
        ),
    ),
)
ACCEPT: Final = Command(
    name="accept_reserve",
    macro="AccepterPulje",
    label="Accepter pulje",
    help="Skriver den foreslåede pulje som en række i Disponering",
    control="styringPulje",
    picture="DataFormAddRecord",
    key="A",
    explained=(
        "Skriver de puljer, Usikkerhed foreslår (P50 − kendt), som rækker i Disponering, for én foranstaltning eller "
        "for alle, og opdaterer. Det kan fortrydes, og et tryk mere lægger intet til."
    ),
    hint="Accepter foreslået pulje",
    entry="Accepter foreslået pulje",
    asks=(
        Prompt(
            "Hvilken foranstaltnings foreslåede pulje skal skrives i Disponering? Lad feltet stå for alle.",
            "alle",
        ),
    ),
)
TRACE: Final = Command(
    name="show_trace",
    macro="VisGrundlag",
    label="Vis grundlag",
    help="Viser, hvad det valgte tal er gjort af",
    control="styringGrundlag",
    picture="TracePrecedents",
    key="G",
    explained=(
        "Viser på arket Grundlag de posteringer, bevillinger, budgetlinjer og puljer, som det valgte tal er summen af, "
        "hver med et link. På Grundlag går et tryk mere et trin længere ned. Et dobbeltklik på tallet gør det samme."
    ),
)
BACK: Final = Command(
    name="trace_back",
    macro="Tilbage",
    label="Tilbage",
    help="Går tilbage ad den vej, Vis grundlag er fulgt",
    control="styringTilbage",
    picture="TraceRemoveAllArrows",
    key="T",
    explained="Går fra en række til Grundlag, derfra et trin op, og til sidst til det tal, der blev spurgt til.",
    hint="Tilbage fra Grundlag",
    entry="Tilbage fra Grundlag",
)
MOVE: Final = Command(
    name="move_recommendation",
    macro="FlytIndstilling",
    label="Flyt indstilling",
    help="Skriver den valgte indstilling som en ny række i Disponering",
    control="styringIndstilling",
    picture="MoveToFolder",
    key="F",
    explained=(
        "Skriver indstillingen eller et alternativ fra arket Indstilling som en ny række i Disponering og opdaterer. "
        "Det sker kun én gang og kan fortrydes."
    ),
    hint="Flyt indstilling til Disponering",
    entry="Flyt indstilling til Disponering",
    asks=(
        Prompt(
            "Hvilken mulighed på Indstilling skal skrives i Disponering: Indstilling, Alternativ 1 eller Alternativ 2?",
            "Indstilling",
        ),
    ),
)
HISTORY: Final = Command(
    name="show_history",
    macro="HvemAendrede",
    label="Hvem ændrede?",
    help="Viser, hvad der stod i den valgte celle ved hver lukning",
    control="styringHvem",
    picture="ReviewTrackChangesMenu",
    key="H",
    explained=(
        "Viser på et ark for sig, hvad der stod i den valgte celle i Disponering ved hver lukning og revision, og hvem "
        "der lavede den. Intet andet ændres."
    ),
)
RESTORE: Final = Command(
    name="restore_value",
    macro="HentVaerdi",
    label="Hent værdi tilbage",
    help="Henter den valgte rækkes værdi tilbage til cellen",
    control="styringHentVaerdi",
    picture="ReviewRejectChange",
    key="B",
    explained=(
        "Skriver det, cellen holdt på det tidspunkt, der er valgt på Hvem ændrede, i cellen igen, og opdaterer. Det "
        "kan fortrydes."
    ),
)
MEMO_FILE: Final = Command(
    name="write_memo",
    macro="SkrivNotat",
    label="Skriv notat",
    help="Gemmer Notat som Word eller PDF ved siden af arket",
    control="styringNotat",
    picture="ExportWord",
    key="S",
    explained=(
        "Skriver Notat af tallene, som de står nu, som Word eller PDF i arkets egen mappe. Intet overskrives. Ligger "
        "Notat-skabelon.docx i mappen, får notatet dens udseende."
    ),
    hint="Skriv notat som Word eller PDF",
    entry="Skriv notat som Word eller PDF",
    asks=(
        Prompt(
            "Skal notatet gemmes som Word eller som PDF? Det lægges i samme mappe som arket.",
            "Word",
        ),
    ),
)
OVERVIEW: Final = Command(
    name="write_overview",
    macro="SamletOverblik",
    label="Samlet overblik",
    help="Samler de projektmapper, der står på listen, i ét overblik",
    control="styringOverblik",
    picture="Consolidate",
    key="M",
    explained=(
        "Lægger de projektmapper, der står på arket Afdelinger, sammen i Samlet overblik.xlsx i arkets egen mappe, "
        "eller skriver det på ny. De læses kun, og dine kommentarer i overblikket bliver stående."
    ),
)
NEW_YEAR: Final = Command(
    name="make_next_year",
    macro="NaesteAarsArk",
    label="Næste års ark",
    help="Laver næste års projektmappe ved siden af denne",
    control="styringNaesteAar",
    picture="FileNew",
    key="E",
    explained=(
        "Laver næste års projektmappe af den gemte fil, i samme mappe: det, der løber videre, til sin nye takst, "
        "budgettet fra Budgetforslag og ingen posteringer. Denne projektmappe ændres ikke, og intet overskrives."
    ),
    asks=(
        Prompt(
            "Hvor mange procent skal taksterne stige (f.eks. 2,9 eller 0)? Lad feltet stå for at "
            "følge PL-indekset i Parametre.",
            "PL-indeks",
        ),
    ),
)
ABOUT: Final = Command(
    name="about",
    macro="OmStyring",
    label="Om/Hjælp",
    help="Versioner og vejledning",
    control="styringOm",
    picture="Help",
    key="J",
    explained="Viser versioner, og hvor vejledningen ligger.",
    hint="Om Styring-XL",
)

COMMANDS: Final = (
    UPDATE, PREVIEW, CHECK, IMPORT, UNDO, CLOSE, REOPEN, REVISE, ACCEPT, MOVE, TRACE, BACK, HISTORY, RESTORE,
    MEMO_FILE, OVERVIEW, NEW_YEAR, ABOUT,
)  # fmt: skip
"""All of them, in the order of their macros."""
LABELS: Final = {command.name: command.label for command in COMMANDS}
"""What the buttons of each command say, by its name."""
MENU: Final = (
    UPDATE, PREVIEW, TRACE, BACK, HISTORY, RESTORE, CHECK, IMPORT, CLOSE, REOPEN, REVISE, ACCEPT, MOVE, UNDO,
    MEMO_FILE, OVERVIEW, NEW_YEAR, ABOUT,
)  # fmt: skip
"""The menu in LibreOffice."""
TOOLBAR: Final = (
    UPDATE, PREVIEW, UNDO, CHECK, IMPORT, CLOSE, TRACE, BACK, HISTORY, RESTORE, ACCEPT, MEMO_FILE, ABOUT,
)  # fmt: skip
"""The toolbar in LibreOffice: what is used most, for what a laptop's screen has no room for is hidden."""


class Group(NamedTuple):
    """A group of the ribbon's tab."""

    control: str
    label: str
    commands: tuple[Command, ...]


TAB: Final = "Styring"
TAB_KEY: Final = "G"
"""The access key of LibreOffice's menu, which its other menus leave free in Danish and in English."""
TAB_TIP: Final = "ST"
"""What is typed after Alt in Excel: two letters, for single ones are those of Excel's own tabs."""
RIBBON: Final = (
    Group("styringPrognose", "Prognose", (UPDATE, PREVIEW, ACCEPT, MOVE, UNDO)),
    Group("styringData", "Data", (IMPORT, CHECK)),
    Group("styringMaaned", "Måned", (CLOSE, REOPEN, REVISE)),
    Group("styringSpor", "Grundlag", (TRACE, BACK, HISTORY, RESTORE)),
    Group("styringFiler", "Filer", (MEMO_FILE, OVERVIEW, NEW_YEAR)),
    Group("styringHjaelp", "Hjælp", (ABOUT,)),
)


CONTEXT: Final = (TRACE, BACK, HISTORY)
"""The menu of a cell that is right-clicked in Excel."""
CONTEXT_MENUS: Final = ("ContextMenuCell", "ContextMenuListRange")
"""Excel's own names for it, outside a table and in one."""


class Anchor(NamedTuple):
    """Where a sheet's row of buttons begins: row and column from 1, and pixels into that cell."""

    row: int
    column: int
    x: int
    y: int


# A button inside one column keeps its size where another font makes the columns wider.
BUTTONS: Final = {
    standard.START: (
        (Anchor(4, 2, 0, 4), (IMPORT, UPDATE, CHECK)),
        (Anchor(4, 3, 4, 4), (CLOSE,)),
        (Anchor(5, 2, 0, 2), (PREVIEW, UNDO, ABOUT)),
    ),
    standard.DISPOSITION: (
        (Anchor(1, 3, 0, 2), (UPDATE, CHECK)),
        (Anchor(1, 4, 4, 2), (MOVE,)),
        (Anchor(1, 5, 3, 2), (HISTORY,)),
        (Anchor(1, 6, 6, 2), (RESTORE,)),
    ),
    standard.POSTINGS: ((Anchor(1, 3, 10, 2), (IMPORT,)),),
    standard.SPEND: ((Anchor(1, 3, 10, 2), (UPDATE, TRACE, BACK)),),
    standard.VARIANCE: ((Anchor(1, 3, 60, 2), (UPDATE, PREVIEW, TRACE, BACK)),),
    standard.UNCERTAINTY: ((Anchor(1, 5, 10, 2), (UPDATE, ACCEPT)),),
    standard.EXPLANATION: ((Anchor(1, 5, 10, 2), (UPDATE, CLOSE)),),
    standard.MEMO: ((Anchor(1, 6, 10, 2), (UPDATE, MEMO_FILE)),),
    standard.DEPARTMENTS: ((Anchor(1, 2, 10, 2), (OVERVIEW,)),),
    standard.HISTORY: (
        (Anchor(1, 7, 10, 2), (CLOSE, REOPEN)),
        (Anchor(2, 7, 10, 2), (REVISE, NEW_YEAR)),
    ),
    standard.FINDINGS: ((Anchor(1, 4, 10, 2), (UPDATE, CHECK)),),
}
"""The rows of buttons of each sheet."""
