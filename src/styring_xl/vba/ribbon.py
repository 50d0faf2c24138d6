"""The ribbon's XML, made from the commands."""

from __future__ import annotations

from xml.sax.saxutils import escape

from styring_xl.standard.commands import CONTEXT, CONTEXT_MENUS, RIBBON, TAB, TAB_TIP, Command

CALLBACK = "Baand"
"""A ribbon's button calls the macro of its command with this before its name, for it hands its control over."""
_QUOTE = {'"': "&quot;"}


def ribbon() -> bytes:
    """The part ``customUI14.xml``."""
    groups = "".join(
        f'<group id="{group.control}" label="{_text(group.label)}">{"".join(map(_button, group.commands))}</group>'
        for group in RIBBON
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
        f'<tab id="styringTab" label="{_text(TAB)}" keytip="{TAB_TIP}" insertAfterMso="TabHome">{groups}</tab>'
        f"</tabs></ribbon><contextMenus>{_menus()}</contextMenus></customUI>"
    ).encode()


def _menus() -> str:
    """What the menu of a right-clicked cell gets."""
    return "".join(
        f'<contextMenu idMso="{menu}">{"".join(_entry(command, at) for command in CONTEXT)}</contextMenu>'
        for at, menu in enumerate(CONTEXT_MENUS, 1)
    )


def _entry(command: Command, menu: int) -> str:
    label = _text(command.hint or command.label)
    return (
        f'<button id="{command.control}{menu}" label="{label}" imageMso="{command.picture}" '
        f'onAction="{CALLBACK}{command.macro}" screentip="{label}" supertip="{_text(command.explained)}"/>'
    )


def _button(command: Command) -> str:
    label = _text(command.label)
    return (
        f'<button id="{command.control}" label="{label}" size="large" keytip="{command.key}" '
        f'imageMso="{command.picture}" '
        f'onAction="{CALLBACK}{command.macro}" screentip="{_text(command.hint) or label}" '
        f'supertip="{_text(command.explained)}"/>'
    )


def _text(text: str) -> str:
    return escape(text, _QUOTE)
