"""Tables with the columns of codebooks: what is known stands in its column, what is not known is empty."""

from __future__ import annotations

import csv
import io

from kg.export.codebooks import ACLED, UCDP, write_acled, write_ucdp
from kg.pipeline import add_readings
from kg.store import memory_store
from tests import sample


def test_rows_of_acled_and_ucdp() -> None:
    store = memory_store()
    add_readings([sample.first()], store)
    out = io.StringIO()
    write_acled(store, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(rows[0]) == ACLED
    shelling = next(r for r in rows if r["notes"].startswith("Shelling of"))
    known = {c: v for c, v in shelling.items() if v and c not in ("event_id_cnty", "notes")}
    assert known == {
        "event_date": "2020-01-16",
        "year": "2020",
        "time_precision": "1",
        "sub_event_type": "Shelling/artillery/missile attack",
        "civilian_targeting": "Civilian targeting",
        "country": "Quarland",
        "admin1": "Orun Province",
        "location": "Orun",
        "latitude": "36.21",
        "longitude": "37.15",
        "geo_precision": "1",
        "source": "Quarland Wire",
        "fatalities": "28",
    }
    out = io.StringIO()
    write_ucdp(store, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(rows[0]) == UCDP
    raid = next(r for r in rows if r["side_a"] == "Northern Brigade")
    assert (raid["date_start"], raid["date_prec"], raid["where_prec"], raid["adm_1"]) == (
        "2020-01-22",
        "1",
        "4",
        "Velna",
    )
    assert raid["best"] == raid["conflict_name"] == raid["type_of_violence"] == ""
