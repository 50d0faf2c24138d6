"""Why the year differs from the budget: average price, quantity, price and mix."""

from __future__ import annotations

from typing import Any

import numpy as np

from styring_udf.arguments import Refused, amounts, flat, quantities, shaped, spread
from styring_udf.function import Answer, styring
from styring_xl.model.commitments import ONE
from styring_xl.model.count import Count
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.model.variance import average_price, effects, group_effects


@styring
def STYRING_GNSPRIS(beloeb: Any, forventet_antal: Any) -> Answer:
    """Gennemsnitspris: beløb divideret med antal afrundet til én decimal, i kroner.

    Antallet rundes først, så den, der dividerer de to viste tal, får den viste pris. Er antallet 0,0 eller tomt, er
    cellen tom.

    Eksempel:
    =STYRING_GNSPRIS(1250000;2,5)
    giver 500000
    """
    shape, (amount, count), _, errors = spread(amounts(beloeb, "beløb"), quantities(forventet_antal, "antal", 0))
    price, stated = average_price(amount, Count(count, ONE))
    cells = to_kroner(price).astype(object)
    cells[~stated] = ""
    return shaped(cells, errors, shape)


@styring
def STYRING_MAENGDEEFFEKT(budgetantal: Any, budgetpris: Any, forventet_antal: Any) -> Answer:
    """Mængdeeffekt i kroner: (budgetteret antal − forventet antal) × budgetteret gennemsnitspris.

    Plus er mindreforbrug, fordi der er færre borgere end budgetteret. Tomme celler er 0.

    Eksempel:
    =STYRING_MAENGDEEFFEKT(10;500000;9,5)
    giver 250000
    """
    shape, (planned, price, actual), _, errors = spread(
        quantities(budgetantal, "budgetantal", 0),
        amounts(budgetpris, "budgetpris"),
        quantities(forventet_antal, "forventet antal", 0),
    )
    nothing = np.zeros(len(price), dtype=np.int64)
    quantity = effects(nothing, nothing, planned, price, Count(actual, ONE)).quantity
    return shaped(to_kroner(quantity), errors, shape)


@styring
def STYRING_PRISEFFEKT(budgetpris: Any, forventet_regnskab: Any, forventet_antal: Any) -> Answer:
    """Priseffekt i kroner: budgetteret gennemsnitspris × forventet antal − forventet regnskab.

    Det er (budgetpris − forventet pris) × forventet antal uden en afrundet pris imellem. Plus er mindreforbrug, fordi
    borgerne er billigere end budgetteret. Tomme celler er 0.

    Eksempel:
    =STYRING_PRISEFFEKT(500000;5000000;9,5)
    giver -250000
    """
    shape, (price, result, actual), _, errors = spread(
        amounts(budgetpris, "budgetpris"),
        amounts(forventet_regnskab, "forventet regnskab"),
        quantities(forventet_antal, "forventet antal", 0),
    )
    at_budget = np.array([round_div(int(p) * int(a), ONE) for p, a in zip(price, actual, strict=True)], dtype=np.int64)
    return shaped(to_kroner(at_budget - result), errors, shape)


@styring
def STYRING_MIXEFFEKT(budgetantal: Any, budgetpris: Any, forventet_antal: Any) -> Answer:
    """Mixeffekt i kroner for en gruppe: virkningen af, at borgerne fordeler sig på dyrere eller billigere tilbud.

    Argumenterne er områder med en celle for hver foranstaltning i gruppen. Summen af gruppens mængdeeffekt til
    gennemsnitspris og mixeffekten er summen af foranstaltningernes mængdeeffekter. Uden budgetteret antal er
    mixeffekten 0. Tomme celler er 0.

    Eksempel:
    =STYRING_MIXEFFEKT({10;10};{100000;300000};{8;12})
    giver -400000
    """
    planned = quantities(budgetantal, "budgetantal", 0)
    size = planned.values.size
    count = flat(planned, size, "budgetantal")
    price = flat(amounts(budgetpris, "budgetpris"), size, "budgetpris")
    actual = Count(flat(quantities(forventet_antal, "forventet antal", 0), size, "forventet antal"), ONE)
    if np.any((count != 0) & (price == 0)):
        raise Refused("Fejl: budgetpris mangler")
    nothing = np.zeros(size, dtype=np.int64)
    lines = effects(nothing, nothing, count, price, actual)
    return [[to_kroner(int(group_effects(nothing, lines, count, actual).mix.sum()))]]
