"""What the year will cost and how sure that is (DOMAIN § 13): from rows and postings to simulated years.

The steps, a module each: ``inputs`` (columns of the sheet and the ledger) → ``units`` (summed by unit and month) →
``invoices`` (how late they come) → ``spells`` (when each unit was paid for) → ``leaving`` (hazards) → ``prices`` →
``past`` (all that the ledger tells, for whichever year) → ``survival`` (who is still there) → ``inflow`` and ``level``
(who is to come) → ``loose`` (what is no citizen's) → ``plan`` (all of it for each unit and month) → ``simulation`` →
``run``. ``next_year`` runs it for the year after.

Words and letters in all of them:

- A *unit* is one citizen in one measure, with all its rows and postings. u units, m measures.
- The *timeline* is T months, the last 12 of which are the year asked about. ``index`` is a month's place on it, from 0;
  ``now`` (= ``Timeline.closed``) is the first month that is not closed. An *open* month is not closed; an open *row*
  has no stop. W months of it, the first, are closed or have a posting. J months are simulated, from ``start`` on.
- A *lag* is how many months after the month of a cost its invoice is booked, 0..``LAGS``; K = LAGS + 1.
- A *hazard* is the chance that a unit which is there in a month is gone in the next.
- *Drawn to* a value: where little has been counted, an estimate is (counted + n × usual) / (tries + n), as if n tries
  of the usual kind had been seen as well (a prior). The constants of a module say how large n is.
- Amounts are øre as floats where they are estimates; what is known (booked, *Forventet regnskab*) is int64.

Whoever changes a constant runs ``benchmarks/worlds.py``, which says how near the forecast comes to years whose end is
known, and how often P10-P90 holds them.
"""
