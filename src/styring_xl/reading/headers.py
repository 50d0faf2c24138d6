"""The words a column's header may use for what the column holds: role, field, labels with the most certain first.

Labels are compared without case, punctuation and year. A label stands under one field of a role only.
"""

from __future__ import annotations

from typing import Final

HEADERS: Final = {
    "disponering": {
        "cpr": """
            cpr nr, cpr, cprnr, cpr nummer, cprnummer, personnummer, borgers cpr, borgerens cpr, barnets cpr,
            cpr barn, cpr borger, borger cpr, cpr nr barn, cpr nr borger, borger id, borger, barn, cpr navn,
            cpr nr navn, personnr, fødselsnummer
        """,
        "id": """
            nr, id, løbenr, løbenummer, lb nr, lbnr, bevillings id, bevillingsid, bevillingsnr, sagsnr, sagsnummer,
            sags id, række, sag rækkeid
        """,
        "measure": """
            foranstaltning, foranstaltningstype, indsats, indsatstype, indsatsens art, foranstaltning indsats,
            indsats foranstaltning, ydelse, ydelsestype, tilbudstype, anbringelsestype, type foranstaltning,
            type indsats, type, tiltak, measure
        """,
        "supplier": """
            leverandør, leverandørnavn, tilbud, anbringelsessted, opholdssted, plejefamilie, sted, institution,
            navn på tilbud, leverandør tilbud, udfører, botilbud, leverandørindsats, supplier, leverandør navn
        """,
        "adviser": """
            rådgiver, sagsbehandler, socialrådgiver, myndighedsrådgiver, rådgivers navn, myndighedssagsbehandler,
            familierådgiver, primæransvarlig, primær ansvarlig
        """,
        "approver": "godkendt af, bevilget af, godkender, godkendt af rolle, bevillingsgiver, bevillingshaver",
        "team": "team, rådgiverteam, rådgivers team, myndighedsteam, afdeling",
        "household": "husstand, husstandsnr, husstands id, søskendegruppe, familie id, familienr",
        "status": "status, aktuel forventet, sagsstatus, bevillingsstatus, indsatsstatus",
        "rate": """
            takst, takst kr, enhedspris, enhedstakst, takst i kr, takst beløb, pris, sats, pris pr enhed,
            takst pr enhed, månedstakst, takst mdl, takst md, takst pr md, takst pr mdr, takst pr måned, takst måned,
            takst månedlig, mdl takst, månedlig takst, månedspris, pris pr måned, pris pr md, pris mdl,
            beløb pr måned, beløb pr md, månedligt beløb, mdl beløb, udgift pr måned, mdl udgift, månedlig udgift,
            døgntakst, takst døgn, takst pr døgn, pris pr døgn, døgnpris, dagstakst, takst pr dag, ugetakst,
            takst uge, takst pr uge, ugepris, pris pr uge, timetakst, takst time, takst pr time, timepris,
            pris pr time, årstakst, takst år, takst pr år, årspris, pris pr år, årlig takst, vederlag,
            vederlag pr måned, ydelsesbeløb, pris pr stk, pris pr dag, rate, price, månedspris i kr
        """,
        "unit": """
            takstenhed, enhed, takst enhed, takst pr, pr, afregningsenhed, taksttype, afregning, betalingsfrekvens,
            frekvens, enheds angivelse, enhedsangivelse, beregningsfrekvens, unit
        """,
        "quantity": """
            mængde, antal, antal enheder, enheder, timer, antal timer, timer pr uge, timer om ugen, ugentlige timer,
            antal pr enhed, omfang
        """,
        "start": """
            startdato, start, start dato, fra, fra dato, fradato, dato fra, gyldig fra, bevilling fra, bevilget fra,
            bevillingsstart, begyndelsesdato, begyndt, iværksat, iværksat dato, iværksættelse, iværksættelsesdato,
            indskrevet, indskrivning, indskrivningsdato, ikrafttrædelse, ikrafttrædelsesdato, anbragt, anbragt dato,
            anbringelsesdato, periode fra, periode start, opstart, opstartsdato, første dag, ydelse startdato,
            indsatsstartdato, indsats startdato
        """,
        "stop": """
            stopdato, stop, stop dato, slutdato, slut, slut dato, til, til dato, tildato, dato til, gyldig til,
            bevilling til, bevilget til, bevillingsslut, bevillingsudløb, ophør, ophørt, ophørsdato, udløb,
            udløbsdato, udskrevet, udskrivning, udskrivningsdato, afsluttet, afslutningsdato, periode til,
            periode slut, periode stop, sidste dag, ydelse slutdato, indsatsslutdato, indsats slutdato, end, end date
        """,
        "expected_stop": """
            forventet stopdato, forventet stop, forventet slut, forventet ophør, forventet slutdato,
            forventet ophørsdato
        """,
        "used_stop": "stop i prognosen",
        "rule": "periodisering, periodiseringsregel",
        "probability": "sandsynlighed, sandsynlighed %, sandsynlighed i %, sands, sands %, sandsynlighed pct",
        "vat": "momsfaktor, moms, momsandel, moms faktor, momsprocent",
        "result": """
            forventet regnskab, forventet resultat, forventet årsregnskab, forventet regnskab i alt,
            forventet regnskab kr, forventet forbrug, forventet forbrug i alt, forventet årsforbrug, forventet udgift,
            forventet udgift i alt, forventet årsudgift, forventet i alt, årsresultat, forventet årsresultat, i alt,
            ialt, i alt kr, total, sum, i alt året, året i alt, hele året, helår, disponeret i alt, disponeret,
            forv regnskab, forv forbrug, forv resultat, forv årsresultat, forv udgift, forv i alt, årsforbrug,
            årsudgift, forventet helår
        """,
        "full": "fuldt beløb, forventet ved 100 %, forventet regnskab ved 100 %, fuldt beløb kr",
        "section": "afsnit, sektion, kategori, gruppe, område",
        "note": """
            bemærkning, bemærkninger, note, noter, kommentar, kommentarer, øvrige bemærkninger, tilbudsbeskrivelse,
            afslutningsårsag
        """,
    },
    "posteringer": {
        "status": "status, bilagsstatus, posteringsstatus, bogføringsstatus, posteringstype, værditype",
        "year": "år, regnskabsår, bogføringsår",
        "side": """
            d k, dk, debet kredit, d k kode, d k mærke, debet kredit kode, debet kredit mærke, fortegn, s h, sh,
            soll haben, af bij, posteringsside, debet eller kredit, plus minus
        """,
        "debit": """
            debet, debit, debetbeløb, beløb debet, debet beløb, debet kr, debet beløb kr, debet i kr, debet øre,
            debet dkk
        """,
        "credit": """
            kredit, kreditbeløb, beløb kredit, kredit beløb, kredit kr, kredit beløb kr, kredit i kr, kredit øre,
            kredit dkk, credit
        """,
        "service_from": """
            ydelsesperiode fra, ydelse fra dato, ydelse startdato, ydelse start, leveret fra, ydelse fra,
            leveringsperiode fra, vedrører fra, periode fra, dækker fra
        """,
        "service_to": """
            ydelsesperiode til, ydelse til dato, ydelse slutdato, ydelse slut, leveret til, ydelse til,
            leveringsperiode til, vedrører til, periode til, dækker til
        """,
        "date": """
            bogføringsdato, posteringsdato, bogf dato, bogført dato, konteringsdato, dato, bilagsdato,
            transaktionsdato, valørdato, bogføringsdag, posteringsdag, bogf dag, dato for bogføring, posting date,
            bogført den, regnskabsdato, disp dato, dispositionsdato
        """,
        "period": """
            periode, regnskabsperiode, bogføringsperiode, posteringsperiode, måned, bogført periode, regnskabsmåned,
            år måned, årmåned
        """,
        "account": """
            kontonummer, konto, kontonr, konto nr, kontering, kontostreng, pspelement, psp element, funktion,
            omkostningssted, artskonto
        """,
        "measure": """
            foranstaltning, foranstaltningstype, indsats, indsatstype, ydelse, ydelsestype, tilbudstype,
            anbringelsestype, foranstaltningsnavn, indsatsnavn, ydelsesnavn, type, kontonavn, kontotekst, konto navn,
            konto tekst, kontobetegnelse, konto betegnelse, kontobeskrivelse, funktionsnavn, funktionstekst,
            funktion tekst, funktion navn, psp tekst, psp navn, omkostningssted tekst, omkostningssted navn,
            omkostningsstedsnavn, tiltak, measure, aktivitet
        """,
        "cpr": """
            cpr nr, cpr, cprnr, cpr nummer, cprnummer, personnummer, borgers cpr, borger cpr, cpr borger, borger id,
            borger, barn, ydelsesmodtagernr, ydelsesmodtager, personnr, fødselsnummer, borgers personnummer
        """,
        "cpr_kind": "ydelsesmodtagernr kode, ydelsesmodtagernummer kode",
        "supplier": """
            leverandør, leverandørnavn, kreditor, kreditornavn, tilbud, modtager, anbringelsessted, opholdssted,
            udfører, betalingsmodtagernr, betalingsmodtager
        """,
        "amount": """
            beløb, beløb kr, beløb i kr, beløb dkk, beløb i dkk, bogført beløb, posteringsbeløb, postering,
            nettobeløb, netto, bogført kr, posteret beløb, forbrug, udgift, bogført, kr, beløb øre, beløb i øre,
            realiseret, realiseret beløb, realiseret forbrug, faktisk forbrug, faktisk beløb, udgifter, netto beløb,
            beløb netto, forbrug i alt, bogført forbrug, beløb i alt, sum af beløb, amount
        """,
        "document": """
            bilagsnr, bilag, bilagsnummer, bilag nr, bilags nr, dokumentnr, dokument, voucher, referencenøgle
        """,
        "line": """
            linjenr, linje, linje nr, linjenummer, bilagslinje, posteringslinje, bilagslinjenr, posteringslinjenr,
            linienr, linie
        """,
        "text": "posteringstekst, tekst, beskrivelse, bilagstekst, konteringstekst",
        "currency": "valuta, valutakode, valuta kode, møntsort, currency",
    },
    "budget": {
        "group": "gruppe, hovedgruppe, område, hovedområde, overgruppe, kategori",
        "measure": """
            foranstaltning, foranstaltningstype, indsats, indsatstype, ydelse, ydelsestype, tilbudstype,
            anbringelsestype, budgetlinje, budgetpost, type, tekst, betegnelse
        """,
        "original": """
            oprindeligt budget, opr budget, oprindelig budget, vedtaget budget, budget oprindeligt, budget, årsbudget,
            budget i alt
        """,
        "changes": """
            budgetændringer, budgetændring, ændringer, tillægsbevilling, tillægsbevillinger, tb, omplaceringer,
            tillægsbevillinger og omplaceringer, bevillingsændringer, omplacering, bevillingsændring,
            budgetomplaceringer, budgetomplacering, tillæg, ændring
        """,
        "revised": "korrigeret budget, korr budget, korrigeret årsbudget, gældende budget",
        "count": """
            budgetteret antal, budgetteret antal børn unge, budget antal, antal budget, budgetteret helårspersoner,
            budgetterede helårspersoner, helårspersoner, budgetteret antal helårspersoner,
            budgetteret antal helårsbørn, budgetterede helårsbørn, helårsbørn, antal helårspersoner, antal,
            budgetteret antal borgere
        """,
        "price": """
            budgetteret gennemsnitspris, budgetteret pris, gennemsnitspris, budgetteret enhedspris, enhedspris,
            budget pris, pris, budgetteret gns pris, gns pris, gennemsnitspris budget, snitpris, budgetteret snitpris
        """,
        "last_year": """
            antal samme måned sidste år cpr, antal samme måned sidste år, antal denne måned sidste år cpr,
            antal denne måned sidste år
        """,
        "frame": "budgetart, budgettype, styringsområde",
        "applied": "bevillingsansøgninger, bevillingsansøgning, ansøgt bevilling, ansøgte bevillinger",
        "carried": """
            overførsler fra tidligere år, overførsel fra tidligere år, overførsler fra sidste år,
            overførsel fra sidste år, overført fra sidste år, overførte midler, overførsler mellem år
        """,
    },
}
"""Labels are parted by commas."""
