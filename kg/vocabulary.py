"""The terms of the graph, closed: a slip is an ``AttributeError``, not a new property.

``C`` holds the IRIs of the terms that code must know by name, module by module as in ``ontology/`` (a test holds the
two equal). Classes of events, equipment and codebooks are not here: they are read from the ontology, so that adding one
takes no Python. The other classes hold the few terms of other vocabularies that the graph uses.
"""

# ruff: noqa: N815  terms are spelt as in their IRIs

from __future__ import annotations

from typing import Final

__all__ = ["DCTERMS", "GAF", "GEO", "GRASP", "OA", "PROV", "RDF", "RDFS", "SH", "WGS", "XSD", "C", "terms"]

_C: Final = "https://w3id.org/conflict-kg/ns#"


class C:
    """Our own terms."""

    NAMESPACE: Final = _C

    # the roots of the trees in events.ttl and equipment.ttl
    Event: Final = _C + "Event"
    Attack: Final = _C + "Attack"
    Agreement: Final = _C + "Agreement"
    Ceasefire: Final = _C + "Ceasefire"
    Equipment: Final = _C + "Equipment"

    # core.ttl: what an article reports, what we conclude, when
    Report: Final = _C + "Report"
    Article: Final = _C + "Article"
    Claim: Final = _C + "Claim"
    Fact: Final = _C + "Fact"
    SharedGraph: Final = _C + "SharedGraph"
    conclusions: Final = _C + "conclusions"
    reference: Final = _C + "reference"
    texts: Final = _C + "texts"
    journal: Final = _C + "journal"
    bookkeeping: Final = _C + "bookkeeping"
    touched: Final = _C + "touched"
    ontology: Final = _C + "ontology"
    eventType: Final = _C + "eventType"
    quote: Final = _C + "quote"
    name: Final = _C + "name"
    document: Final = _C + "document"
    mainReport: Final = _C + "mainReport"
    outcome: Final = _C + "outcome"
    occurrences: Final = _C + "occurrences"
    salience: Final = _C + "salience"
    independentSources: Final = _C + "independentSources"
    partOf: Final = _C + "partOf"
    firstSince: Final = _C + "firstSince"
    obstructedBy: Final = _C + "obstructedBy"
    ActOfForce: Final = _C + "ActOfForce"
    index: Final = _C + "index"
    earliest: Final = _C + "earliest"
    latest: Final = _C + "latest"
    datePrecision: Final = _C + "datePrecision"
    timePrecision: Final = _C + "timePrecision"
    startTime: Final = _C + "startTime"
    endTime: Final = _C + "endTime"
    lasting: Final = _C + "lasting"
    article: Final = _C + "article"
    key: Final = _C + "key"
    factuality: Final = _C + "factuality"
    partOfReport: Final = _C + "partOfReport"
    firstSinceReport: Final = _C + "firstSinceReport"
    mergeKey: Final = _C + "mergeKey"
    record: Final = _C + "record"
    linkedTo: Final = _C + "linkedTo"
    publisher: Final = _C + "publisher"
    published: Final = _C + "published"
    received: Final = _C + "received"
    publishedInferred: Final = _C + "publishedInferred"
    url: Final = _C + "url"
    datelinePlace: Final = _C + "datelinePlace"
    characters: Final = _C + "characters"
    digest: Final = _C + "digest"
    rules: Final = _C + "rules"
    text: Final = _C + "text"
    reason: Final = _C + "reason"
    WordList: Final = _C + "WordList"
    word: Final = _C + "word"
    nounUse: Final = _C + "nounUse"
    Trait: Final = _C + "Trait"
    marks: Final = _C + "marks"
    marksAlone: Final = _C + "marksAlone"
    becomes: Final = _C + "becomes"

    # evidence.ttl: which characters say what
    evidence: Final = _C + "evidence"
    mainEvidence: Final = _C + "mainEvidence"
    words: Final = _C + "words"
    begin: Final = _C + "begin"
    end: Final = _C + "end"
    mention: Final = _C + "mention"
    claimant: Final = _C + "claimant"
    claimantLabel: Final = _C + "claimantLabel"
    cue: Final = _C + "cue"
    naming: Final = _C + "naming"
    Naming: Final = _C + "Naming"
    names: Final = _C + "names"
    refersTo: Final = _C + "refersTo"
    UnresolvedName: Final = _C + "UnresolvedName"
    nameKind: Final = _C + "nameKind"
    context: Final = _C + "context"
    resolution: Final = _C + "resolution"
    memberNaming: Final = _C + "memberNaming"
    concludes: Final = _C + "concludes"
    resolved: Final = _C + "resolved"
    rule: Final = _C + "rule"

    # places.ttl: places and their roles
    Place: Final = _C + "Place"
    Settlement: Final = _C + "Settlement"
    City: Final = _C + "City"
    Village: Final = _C + "Village"
    Neighbourhood: Final = _C + "Neighbourhood"
    District: Final = _C + "District"
    Province: Final = _C + "Province"
    Country: Final = _C + "Country"
    Region: Final = _C + "Region"
    NaturalFeature: Final = _C + "NaturalFeature"
    Road: Final = _C + "Road"
    Facility: Final = _C + "Facility"
    placeKind: Final = _C + "placeKind"
    country: Final = _C + "country"
    within: Final = _C + "within"
    parent: Final = _C + "parent"
    depth: Final = _C + "depth"
    placePrecision: Final = _C + "placePrecision"
    seat: Final = _C + "seat"
    PlaceRole: Final = _C + "PlaceRole"
    place: Final = _C + "place"
    placeRole: Final = _C + "placeRole"
    runnerUp: Final = _C + "runnerUp"
    relation: Final = _C + "relation"
    role: Final = _C + "role"
    atPlace: Final = _C + "atPlace"
    occursIn: Final = _C + "occursIn"
    towards: Final = _C + "towards"
    comesFrom: Final = _C + "comesFrom"
    goesTo: Final = _C + "goesTo"
    mainPlace: Final = _C + "mainPlace"
    placeLabel: Final = _C + "placeLabel"
    locatedWithin: Final = _C + "locatedWithin"
    possiblyWithin: Final = _C + "possiblyWithin"
    Wildcard: Final = _C + "Wildcard"
    anywhere: Final = _C + "anywhere"
    nameKey: Final = _C + "nameKey"

    # actors.ttl: actors, roles, relations
    Actor: Final = _C + "Actor"
    ArmedGroup: Final = _C + "ArmedGroup"
    StateForce: Final = _C + "StateForce"
    Government: Final = _C + "Government"
    InternationalForce: Final = _C + "InternationalForce"
    Organisation: Final = _C + "Organisation"
    Person: Final = _C + "Person"
    Civilians: Final = _C + "Civilians"
    actorKind: Final = _C + "actorKind"
    inter: Final = _C + "inter"
    alias: Final = _C + "alias"
    named: Final = _C + "named"
    Participation: Final = _C + "Participation"
    participation: Final = _C + "participation"
    actor: Final = _C + "actor"
    alleged: Final = _C + "alleged"
    memberOf: Final = _C + "memberOf"
    memberOfName: Final = _C + "memberOfName"
    participant: Final = _C + "participant"
    initiator: Final = _C + "initiator"
    target: Final = _C + "target"
    party: Final = _C + "party"
    victim: Final = _C + "victim"
    supporter: Final = _C + "supporter"
    mediator: Final = _C + "mediator"
    announcer: Final = _C + "announcer"
    initiatorLabel: Final = _C + "initiatorLabel"
    targetLabel: Final = _C + "targetLabel"
    involves: Final = _C + "involves"
    anyone: Final = _C + "anyone"
    Dyad: Final = _C + "Dyad"
    dyad: Final = _C + "dyad"
    actorA: Final = _C + "actorA"
    actorB: Final = _C + "actorB"
    labelA: Final = _C + "labelA"
    labelB: Final = _C + "labelB"
    ActorRelation: Final = _C + "ActorRelation"
    relationKind: Final = _C + "relationKind"
    subject: Final = _C + "subject"
    object: Final = _C + "object"
    office: Final = _C + "office"
    designatedBy: Final = _C + "designatedBy"
    belongsTo: Final = _C + "belongsTo"
    sameActorAs: Final = _C + "sameActorAs"
    affiliatedWith: Final = _C + "affiliatedWith"
    officeIn: Final = _C + "officeIn"
    from_: Final = _C + "from"
    until: Final = _C + "until"

    # figures.ttl: numbers of people and things
    value: Final = _C + "value"
    low: Final = _C + "low"
    high: Final = _C + "high"
    best: Final = _C + "best"
    qualifier: Final = _C + "qualifier"
    CasualtyFigure: Final = _C + "CasualtyFigure"
    figure: Final = _C + "figure"
    casualtyKind: Final = _C + "casualtyKind"
    side: Final = _C + "side"
    group: Final = _C + "group"
    civilian: Final = _C + "civilian"
    total: Final = _C + "total"
    asOf: Final = _C + "asOf"
    Tally: Final = _C + "Tally"
    tally: Final = _C + "tally"
    sources: Final = _C + "sources"
    disputed: Final = _C + "disputed"
    EquipmentUse: Final = _C + "EquipmentUse"
    equipmentUse: Final = _C + "equipmentUse"
    equipmentType: Final = _C + "equipmentType"
    usedBy: Final = _C + "usedBy"
    mounting: Final = _C + "mounting"
    equipmentLabel: Final = _C + "equipmentLabel"
    Damage: Final = _C + "Damage"
    damage: Final = _C + "damage"
    what: Final = _C + "what"
    effect: Final = _C + "effect"
    killed: Final = _C + "killed"
    killedLow: Final = _C + "killedLow"
    killedHigh: Final = _C + "killedHigh"
    killedConservative: Final = _C + "killedConservative"
    conservative: Final = _C + "conservative"
    wounded: Final = _C + "wounded"
    woundedLow: Final = _C + "woundedLow"
    woundedHigh: Final = _C + "woundedHigh"
    civiliansKilled: Final = _C + "civiliansKilled"
    civiliansWounded: Final = _C + "civiliansWounded"
    strength: Final = _C + "strength"
    ReportedFact: Final = _C + "ReportedFact"
    ReportedParticipation: Final = _C + "ReportedParticipation"
    ReportedPlaceRole: Final = _C + "ReportedPlaceRole"
    ReportedFigure: Final = _C + "ReportedFigure"
    ReportedEquipment: Final = _C + "ReportedEquipment"
    ReportedDamage: Final = _C + "ReportedDamage"
    ReportedZone: Final = _C + "ReportedZone"
    ReportedZonePart: Final = _C + "ReportedZonePart"
    ReportedRelation: Final = _C + "ReportedRelation"

    # zones.ttl: zones and what lies inside
    Zone: Final = _C + "Zone"
    DeEscalationZone: Final = _C + "DeEscalationZone"
    HumanitarianCorridor: Final = _C + "HumanitarianCorridor"
    FrontLine: Final = _C + "FrontLine"
    DemilitarisedZone: Final = _C + "DemilitarisedZone"
    BufferZone: Final = _C + "BufferZone"
    SafeZone: Final = _C + "SafeZone"
    NoFlyZone: Final = _C + "NoFlyZone"
    zoneKind: Final = _C + "zoneKind"
    zone: Final = _C + "zone"
    includes: Final = _C + "includes"
    includesPartOf: Final = _C + "includesPartOf"
    ZonePart: Final = _C + "ZonePart"
    basis: Final = _C + "basis"
    zoneMention: Final = _C + "zoneMention"
    inZone: Final = _C + "inZone"
    insideZone: Final = _C + "insideZone"
    possiblyInsideZone: Final = _C + "possiblyInsideZone"
    ZonePlacement: Final = _C + "ZonePlacement"
    zonePlacement: Final = _C + "zonePlacement"
    certainty: Final = _C + "certainty"
    part: Final = _C + "part"

    # agreements.ttl: what holds after an agreement
    Accord: Final = _C + "Accord"
    accordKind: Final = _C + "accordKind"
    establishedBy: Final = _C + "establishedBy"
    stage: Final = _C + "stage"
    fromLatest: Final = _C + "fromLatest"
    covers: Final = _C + "covers"
    coversPlace: Final = _C + "coversPlace"
    partyLabel: Final = _C + "partyLabel"
    untilEarliest: Final = _C + "untilEarliest"

    # inferred.ttl: what rules add
    inferred: Final = _C + "inferred"
    Inference: Final = _C + "Inference"
    about: Final = _C + "about"
    concludedClass: Final = _C + "concludedClass"
    accord: Final = _C + "accord"
    mayBreach: Final = _C + "mayBreach"
    endedBy: Final = _C + "endedBy"
    heldUntilEarliest: Final = _C + "heldUntilEarliest"
    heldUntil: Final = _C + "heldUntil"
    belongsWithin: Final = _C + "belongsWithin"
    AttackOnCivilians: Final = _C + "AttackOnCivilians"
    OneSidedViolence: Final = _C + "OneSidedViolence"
    PossibleBreach: Final = _C + "PossibleBreach"


class RDF:
    """RDF."""

    type: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    value: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"


class RDFS:
    """RDF Schema."""

    label: Final = "http://www.w3.org/2000/01/rdf-schema#label"
    subClassOf: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    subPropertyOf: Final = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"


class XSD:
    """XML Schema datatypes."""

    boolean: Final = "http://www.w3.org/2001/XMLSchema#boolean"
    date: Final = "http://www.w3.org/2001/XMLSchema#date"
    decimal: Final = "http://www.w3.org/2001/XMLSchema#decimal"
    integer: Final = "http://www.w3.org/2001/XMLSchema#integer"
    string: Final = "http://www.w3.org/2001/XMLSchema#string"


class PROV:
    """PROV-O."""

    wasDerivedFrom: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
    wasRevisionOf: Final = "http://www.w3.org/ns/prov#wasRevisionOf"


class OA:
    """Web Annotation."""

    SpecificResource: Final = "http://www.w3.org/ns/oa#SpecificResource"
    TextPositionSelector: Final = "http://www.w3.org/ns/oa#TextPositionSelector"
    TextQuoteSelector: Final = "http://www.w3.org/ns/oa#TextQuoteSelector"
    end: Final = "http://www.w3.org/ns/oa#end"
    exact: Final = "http://www.w3.org/ns/oa#exact"
    hasSelector: Final = "http://www.w3.org/ns/oa#hasSelector"
    hasSource: Final = "http://www.w3.org/ns/oa#hasSource"
    start: Final = "http://www.w3.org/ns/oa#start"


class GAF:
    """Grounded Annotation Framework."""

    denotedBy: Final = "http://groundedannotationframework.org/gaf#denotedBy"


class GRASP:
    """Grounded Representation and Source Perspective."""

    wasAttributedTo: Final = "http://groundedannotationframework.org/grasp#wasAttributedTo"


class GEO:
    """GeoSPARQL."""

    Feature: Final = "http://www.opengis.net/ont/geosparql#Feature"
    Geometry: Final = "http://www.opengis.net/ont/geosparql#Geometry"
    asWKT: Final = "http://www.opengis.net/ont/geosparql#asWKT"
    hasGeometry: Final = "http://www.opengis.net/ont/geosparql#hasGeometry"
    wktLiteral: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"


class WGS:
    """WGS84 positions; rdflib's own constant has another IRI."""

    lat: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#lat"
    long: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#long"


class SH:
    """SHACL."""

    ValidationReport: Final = "http://www.w3.org/ns/shacl#ValidationReport"
    ValidationResult: Final = "http://www.w3.org/ns/shacl#ValidationResult"
    Violation: Final = "http://www.w3.org/ns/shacl#Violation"
    Warning: Final = "http://www.w3.org/ns/shacl#Warning"
    conforms: Final = "http://www.w3.org/ns/shacl#conforms"
    focusNode: Final = "http://www.w3.org/ns/shacl#focusNode"
    result: Final = "http://www.w3.org/ns/shacl#result"
    resultMessage: Final = "http://www.w3.org/ns/shacl#resultMessage"
    resultSeverity: Final = "http://www.w3.org/ns/shacl#resultSeverity"
    sourceConstraintComponent: Final = "http://www.w3.org/ns/shacl#sourceConstraintComponent"


class DCTERMS:
    """Dublin Core terms."""

    identifier: Final = "http://purl.org/dc/terms/identifier"
    isReplacedBy: Final = "http://purl.org/dc/terms/isReplacedBy"
    language: Final = "http://purl.org/dc/terms/language"
    title: Final = "http://purl.org/dc/terms/title"


def terms() -> frozenset[str]:
    """Local names of all our terms that code knows."""
    named = (value for name, value in vars(C).items() if isinstance(value, str) and not name.startswith("__"))
    return frozenset(value.removeprefix(_C) for value in named if value != _C)
