"""The commands that make workbooks: empty, of a fictive municipality, adopted, or safe to send."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from styring_xl.books.file.ending import ODS, TOLD, WORKBOOKS, XLSM, XLSX, ending_of
from styring_xl.cli.batch import each, refuse
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import OnlyFiles
from styring_xl.cli.parameter import Argument, Option
from styring_xl.cli.summary import kr, show_check
from styring_xl.danish import writing
from styring_xl.errors import StyringError, already_there
from styring_xl.runs.file_outcome import DONE, NOT_DONE


def adopt(
    files: OnlyFiles,
    empty: Annotated[bool, Option("--empty", help="Add the sheets even where nothing was recognised.")] = False,
    lists: Annotated[
        bool, Option("--lists", help="Add the sheets of lists too: contracts, goals, agreements.")
    ] = False,
    dry_run: Annotated[bool, Option("--dry-run", help="Show what would be added and write nothing.")] = False,
    drop_signature: Annotated[
        bool, Option("--drop-signature", help="Adopt a digitally signed workbook and leave it unsigned.")
    ] = False,
) -> None:
    """Add Opsætning and the result sheets to a workbook of your own; touch nothing else in it."""

    def one(file: Path) -> int:
        from styring_xl import job

        entry, applied = job.adopt(file, empty=empty, with_lists=lists, dry_run=dry_run, drop_signature=drop_signature)
        show_check(entry)
        if applied.sheets:
            echo(f"{'Ville tilføje' if dry_run else 'Tilføjet'}: {', '.join(applied.sheets)}")
            if not dry_run:
                echo(f'  Tallene kommer med: styring-xl refresh "{file}"')
        else:
            echo("Alle ark er der allerede.")
        if applied.backup is not None:
            echo(f"Den tidligere udgave ligger i {applied.backup.name}")
        return DONE

    raise Exit(each(files, one))


def new(
    file: Annotated[Path | None, Argument(help="The workbook to make.", metavar="[FILE]")] = None,
    output: Annotated[Path | None, Option("-o", "--output", help="The same, as the other commands say it.")] = None,
    year: Annotated[int | None, Option(min=2000, max=2100, help="The year it is for; this year if not stated.")] = None,
) -> None:
    """Make an empty standard workbook."""

    def one(path: Path) -> int:
        import datetime as dt

        from styring_xl import workbook

        ending = _ending(path)
        data = workbook.new(year or dt.date.today().year, macro_enabled=ending != XLSX)
        _write_new(path, _as_ods(path, data) if ending == ODS else data)
        return DONE

    if (file is None) == (output is None):
        refuse(None, StyringError("Angiv ét navn på projektmappen, f.eks.: styring-xl new Styringsark.xlsm"))
        raise Exit(NOT_DONE)
    raise Exit(each([file or output or Path()], one))


def demo(
    output: Annotated[Path, Option("-o", "--output", help="The workbook to make.")] = Path("Demo.xlsm"),
    cases: Annotated[int, Option(min=10, max=200_000, help="Rows in the disposition.")] = 150,
    postings: Annotated[
        int | None, Option(min=0, max=1_000_000, help="Rows in the ledger; as the cases call for if not stated.")
    ] = None,
    seed: Annotated[int, Option(help="The same seed gives the same workbook.")] = 1,
    year: Annotated[int, Option(min=2000, max=2100, help="The year it is for.")] = 2026,
) -> None:
    """Make a workbook of a fictive municipality, of any size."""

    def one(path: Path) -> int:
        from styring_xl import demo as fiction

        ending = _ending(path)
        if path.exists():  # told before the time is spent
            raise already_there(path.name)
        with waiting("Laver projektmappen …", False):
            # Closings are made only for a ledger with earlier years and of a size that is closed month by month in
            # seconds.
            data = fiction.workbook(
                cases=cases, postings=postings, seed=seed, year=year, macro_enabled=ending != XLSX,
                closings=postings is None and cases <= fiction.CLOSED_IN_TURN,
            )  # fmt: skip
            if ending == ODS:
                data = _as_ods(path, data)
        _write_new(path, data)
        return DONE

    raise Exit(each([output], one))


def anonymise(
    source: Annotated[Path, Argument(help="The workbook to copy.", metavar="IN")],
    target: Annotated[Path, Argument(help="The copy to make (.xlsx).", metavar="OUT")],
    scale: Annotated[str, Option(help="Multiply all amounts with this, such as 1.07.", metavar="FACTOR")] = "1",
    replace_measures: Annotated[
        bool, Option("--replace-measures", help="Replace the names of measures and groups too.")
    ] = False,
    coarse: Annotated[
        bool, Option("--coarse", help="Keep two figures of each amount, and move each citizen's dates.")
    ] = False,
) -> None:
    """Make a copy that is safe to send: no CPR number, name or free text of the original is in it."""

    def one(path: Path) -> int:
        from decimal import Decimal, InvalidOperation

        from styring_xl.anonymise import anonymise as make
        from styring_xl.anonymise.misplaced import listed
        from styring_xl.danish.phrase import counted

        try:
            factor = Decimal(scale.replace(",", "."))
        except InvalidOperation as error:
            raise StyringError("--scale skal være et tal, f.eks. 1.07.") from error
        with waiting(f"Anonymiserer {path.name} …", False):
            made = make(path, target, scale=factor, keep_measures=not replace_measures, coarse=coarse)
        echo(f"{made.target}: {made.citizens} CPR-numre og {made.texts} tekster er erstattet")
        echo("  Alle dele er gennemsøgt: intet af projektmappens CPR-numre står i kopien")
        if made.dropped:
            echo("  Ikke taget med: " + ", ".join(f"{kind} ({n})" for kind, n in sorted(made.dropped.items())))
        if made.emptied_formulas:
            echo(f"  {made.emptied_formulas} formler er erstattet af deres resultat")
        if made.after:
            echo(f"  Forventet regnskab: {kr(made.before['result'])} kr. → {kr(made.after['result'])} kr.")
        if made.charts:
            charts = counted(made.charts, "eget diagram", "egne diagrammer")
            echo(f"  {charts} er med; tekster i dem er erstattet")
        if made.closings:
            kept = counted(made.closings, "lukning eller revision", "lukninger og revisioner")
            echo(f"  Historik: {kept} er med, uden noter og forklaringer")
        if made.rarity.citizens:
            echo(
                f"  k = {made.rarity.k}: {made.rarity.alone} af {made.rarity.citizens} borgere er alene om deres "
                "foranstaltning, takst og datoer, og kan kendes igen af den, der kender sagen"
            )
        if made.coarse is not None and made.coarse.citizens:
            echo(
                f"  Grov kopi: k = {made.coarse.k}: {made.coarse.alone} af {made.coarse.citizens} borgere er alene om "
                "deres foranstaltning, afrundede takst og dage mellem datoer; beløb og datoer er ikke projektmappens"
            )
        if made.alike:
            echo(f"  Beløb med form som et CPR-nummer er bevaret som beløb, se efter: {listed(list(made.alike))}")
        if made.untold:
            echo(f"  Ganget som beløb, skønt intet siger, hvad tallene er, se efter: {listed(list(made.untold))}")
        if made.kept:
            echo("  Bevaret, se efter at der ingen navne er i dem: " + "; ".join(made.kept))
        return DONE

    raise Exit(each([source], one))


def _write_new(path: Path, data: bytes) -> None:
    from styring_xl import standard
    from styring_xl.books.file.creation import create

    create(path, [data])
    echo(f"{path}: {writing.count(round(len(data) / 1024))} kB. Åbn den, og begynd på arket {standard.START}.")


def _as_ods(path: Path, data: bytes) -> bytes:
    """A macro-enabled workbook as LibreOffice's own kind of file, with the macros that LibreOffice can run."""
    from styring_xl.calc.odsbook import converted
    from styring_xl.calc.workbook import for_calc

    if path.exists():  # told before the time is spent
        raise already_there(path.name)
    return converted(for_calc(data), XLSM)


def _ending(path: Path) -> str:
    ending = ending_of(path)
    if ending not in WORKBOOKS:
        raise StyringError(f"Projektmappens navn skal ende på {TOLD}.")
    return ending
