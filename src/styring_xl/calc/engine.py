"""The engine xlwings drives Calc with: the application, its books, and how values travel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import xlwings
from xlwings import base_classes

from styring_xl.calc.book import CalcBook
from styring_xl.calc.calls import Calls
from styring_xl.calc.cells import ErrorText
from styring_xl.calc.program.channel import Channel, Failed
from styring_xl.errors import StyringError

NAME: Final = "calc"
_FIELD, _RECORD = "\x1f", "\x1e"


class Engine:
    """The values of cells as xlwings hands them out and takes them in."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x: Any, date_format: Any) -> Any:
        """A Python value as a cell takes it: number, text, truth value, date and time, or nothing."""
        if x is None or x != x:
            return None
        if isinstance(x, (str, bool, int, float, dt.datetime, dt.date, dt.time)):
            return x
        if isinstance(x, Decimal):
            return float(x)
        # A number of numpy's, or whatever else can say what it is in plain Python.
        item = getattr(x, "item", None)
        return item() if callable(item) else str(x)

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> list[list[Any]]:
        """Rows of raw values as the caller asked for them."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty
            if isinstance(value, ErrorText):
                return str(value) if err_to_str else None
            if numbers is not None and type(value) is float:
                return numbers(value)
            if isinstance(value, dt.datetime) and dates is not dt.datetime:
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return dates(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The one LibreOffice this process is connected to, if any."""

    def __init__(self) -> None:
        self.connected: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self.connected]

    def __iter__(self) -> Iterator[App]:
        return iter(self.connected)

    def __len__(self) -> int:
        return len(self.connected)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.connected if app.pid == pid)


class App(base_classes.App):
    """LibreOffice over a channel whose other end is ``program.desk.Desk``."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._events = True
        self._alerts = True
        self._about: tuple[str, str, int] | None = None
        self._document: str | None = None
        self._still = False
        self.copied: Any = None

    engine: Any = None

    def on(self, document: str) -> Calls:
        """Calls about one document: name and arguments as ``program.document.Document`` has them."""
        return lambda name, *arguments: self._ask(f"doc.{name}", document, *arguments)

    def _ask(self, name: str, *arguments: Any) -> Any:
        try:
            return self.channel.call(name, *arguments)
        except Failed as error:
            if error.kind != "Closed":
                raise
            raise StyringError(
                "Projektmappen blev lukket, mens Styring-XL arbejdede i den. Åbn den, og prøv igen."
            ) from error

    def serve(self, document: str | None) -> None:
        """Which document the settings of the application, its status bar and its messages are about from now on."""
        self._document = document

    def _front(self) -> str:
        found = self._document or self.channel.call("desk.active")
        if found is None:
            raise LookupError("no spreadsheet is open")
        return str(found)

    @property
    def api(self) -> Any:
        return self

    def _facts(self) -> tuple[str, str, int]:
        if self._about is None:
            version, path, pid = self.channel.call("desk.about")
            self._about = (version, path, pid)
        return self._about

    @property
    def version(self) -> str:
        return self._facts()[0]

    @property
    def path(self) -> str:
        return self._facts()[1]

    @property
    def pid(self) -> int:
        return self._facts()[2]

    @property
    def hwnd(self) -> None:
        return None

    @property
    def books(self) -> Any:
        return Books(self)

    @property
    def selection(self) -> Any:
        return CalcBook(self, self._front()).selection

    def activate(self, steal_focus: bool = False) -> None:
        self._ask("window.activate", self._front())

    @property
    def screen_updating(self) -> bool:
        return not self._still

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value == self._still:
            self.on(self._front())("set_still", not value)
            self._still = not value

    # What these two switch off in Excel does not exist here: writing asks nothing, and starts no macros of the user's.

    @property
    def enable_events(self) -> bool:
        return self._events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._events = value

    @property
    def display_alerts(self) -> bool:
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._alerts = value

    @property
    def interactive(self) -> bool:
        return True

    @interactive.setter
    def interactive(self, value: bool) -> None:
        """A user is let into no document in any case; what ``False`` says is that the press must not be stopped now."""
        if not value:
            self.channel.call("press.writes")

    @property
    def cut_copy_mode(self) -> Any:
        return "copy" if self.copied is not None else False

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: Any) -> None:
        if not value:
            self.copied = None

    @property
    def calculation(self) -> str:
        return "automatic" if self.on(self._front())("is_automatic") else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.on(self._front())("set_automatic", value != "manual")

    def calculate(self) -> None:
        self.on(self._front())("calculate")

    @property
    def status_bar(self) -> Any:
        text = self._ask("window.status", self._front())
        return False if text is None else text

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self._ask("window.set_status", self._front(), value or None)

    def alert(self, prompt: str, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        where = self._document or ""
        return str(self.channel.call("desk.alert", where, prompt, title or "", buttons or "ok", mode or "info"))

    def run(self, macro: str, args: list[Any]) -> Any:
        """What the helping macros of the workbook do in Excel, done here without them; no other macro is run."""
        # Excel asks by the book's name, and two open documents may bear the same: it is always the one at hand.
        name = macro.rpartition("!")[2]
        call = self.on(self._front())
        given = args[0] if args else []
        match name.removeprefix("StyringHjaelp."):
            case "HjaelpOverblik":
                records = call("overview")
            case "HjaelpStile":
                records = call("styles", list(zip(given[::2], given[1::2], strict=True)))
            case "HjaelpUdseende":
                from styring_xl.workbook.look import LOOK

                # A workbook nobody laid out has none of them before its first press.
                call("make_styles", {name: LOOK[name] for name in sorted(set(given[2::3])) if name in LOOK})
                return str(call("dress", list(zip(given[::3], given[1::3], given[2::3], strict=True))))
            case "HjaelpFold":
                sheet, top, bottom, told = args
                folds = [[int(part) for part in each.split(":")] for each in told.split(";") if each]
                return str(call("fold", sheet, int(top), int(bottom), folds))
            case "HjaelpValgteFiler":
                return "".join(path + _FIELD for path in self.channel.call("desk.chosen_files"))
            case _:
                raise NotImplementedError(name)
        return "".join(_FIELD.join(map(str, record)) + _RECORD for record in records)


class Books(base_classes.Books):
    """The open spreadsheets."""

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def api(self) -> Any:
        return self._app

    def __iter__(self) -> Iterator[CalcBook]:
        return iter([CalcBook(self._app, document) for document in self._app.channel.call("desk.documents")])

    def __len__(self) -> int:
        return len(self._app.channel.call("desk.documents"))

    def __call__(self, name_or_index: Any) -> CalcBook:
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        wanted = name_or_index.lower()
        found = next((book for book in books if wanted in (book.name.lower(), book.fullname.lower())), None)
        if found is None:
            raise KeyError(name_or_index)
        return found

    @property
    def active(self) -> CalcBook:
        return CalcBook(self._app, self._app._front())

    def add(self) -> CalcBook:
        return CalcBook(self._app, self._app.channel.call("desk.new"))

    def open(self, fullname: str, *given: Any, **more: Any) -> CalcBook:
        return CalcBook(self._app, self._app.channel.call("desk.open", str(fullname)))


ENGINE: Final = Engine()
App.engine = ENGINE


def connect(channel: Channel) -> App:
    """Make the LibreOffice at the other end of a channel the one xlwings works in."""
    app = App(channel)
    ENGINE.apps.connected = [app]
    engines: Any = xlwings.engines
    if NAME not in [engine.name for engine in engines]:
        engines.add(xlwings.Engine(impl=ENGINE))
    engines.active = engines[NAME]
    return app


def caller(app: App, document: str) -> xlwings.Book:
    """The book a macro is called from: what ``xw.Book.caller()`` answers from now on."""
    app.serve(document)
    book = xlwings.Book(impl=CalcBook(app, document))
    book.set_mock_caller()
    return book
