"""When citizens were born, as their CPR numbers say, and which measures are children's."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from styring_xl import standard
from styring_xl.danish.text import label
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.cpr import birthdays
from styring_xl.model.periods import day_of_age
from styring_xl.model.refund import CHILD
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.parameters import Parameters


def born(citizens: Iterable[str]) -> Dates:
    """The date of birth of each identity, datetime64[D] (n,); missing for a text that holds none."""
    everybody = [*citizens]
    place = {citizen: at for at, citizen in enumerate(dict.fromkeys(everybody))}
    days = birthdays([*place])
    return days[np.fromiter(map(place.__getitem__, everybody), np.intp, len(everybody))]


def childrens_measures(measure: Integers, names: tuple[str, ...], rows: Commitments, parameters: Parameters) -> Flags:
    """Which of the measures ``names`` are for children and young in efterværn, bool (m,).

    measure: the place in ``names`` of each row (n,). What *Parametre* says of a measure counts; where it says nothing,
    a measure is children's when at least half of its rows with a known age began before the citizen's 18th birthday.
    """
    days = rows.born
    usable = rows.computable & ~np.isnat(days) & ~np.isnat(rows.start)
    size = len(names)
    young = usable & (rows.start < day_of_age(days, CHILD))
    all_of_it = np.bincount(measure[usable], minlength=size)
    found: Flags = (2 * np.bincount(measure[young], minlength=size) >= all_of_it) & (all_of_it > 0)
    stated = dict(parameters.targets)
    for at, name in enumerate(names):
        target = stated.get(label(name))
        if target is not None and target.group:
            found[at] = target.group == standard.TARGETS[0]
    return found
