// Which agreements and ceasefires, and the zones they cover, were in force on a given day?
// $date: the day; $place: a list of IRIs or names, or null.
MATCH (accord:Accord)
OPTIONAL MATCH (accord)-[:APPLIES_WITHIN]->(place:Place) WHERE place.iri IN $place OR place.label IN $place
WITH accord, coalesce(accord.until, accord.heldUntil) AS until, count(place) AS there
WHERE $place IS NULL OR there > 0
WITH accord, until, coalesce(until, date('9999-12-31')) AS last
WITH accord, until, last, coalesce(accord.heldUntilEarliest, accord.untilEarliest, last) AS lastEarliest
WHERE accord.from <= $date AND last >= $date
OPTIONAL MATCH (accord)-[:COVERS]->(zone:Zone)
RETURN DISTINCT accord.iri AS agreement, accord.label AS agreementLabel, accord.type AS kind, zone.label AS zoneLabel,
  accord.parties AS partyLabel, accord.from AS from, until, CASE
    WHEN accord.fromLatest <= $date AND ($date < lastEarliest OR (accord.heldUntil IS NULL AND $date = lastEarliest)) THEN 'certain'
    ELSE 'possible' END AS certainty, accord.quote AS quote
ORDER BY from, agreementLabel, zoneLabel, agreement
