//! Namespaces of the graph, and the prefixes of them.

/// Namespace of classes and properties, prefix `dg:`.
pub const NS: &str = "https://w3id.org/diplograph/ns#";
/// Under which all entities, facts, passages and sources have their IRIs.
pub const ID: &str = "https://w3id.org/diplograph/id/";

/// Namespace of the shapes that a well-formed graph satisfies.
pub const SHAPES: &str = "https://w3id.org/diplograph/shapes#";

/// The prefixes that queries and exports know without declaration: our terms, what they are aligned to, and one for
/// each kind of thing under [`ID`].
pub const PREFIXES: &[(&str, &str)] = &[
    ("dg", NS),
    ("country", "https://w3id.org/diplograph/id/country/"),
    ("region", "https://w3id.org/diplograph/id/region/"),
    ("place", "https://w3id.org/diplograph/id/place/"),
    ("org", "https://w3id.org/diplograph/id/org/"),
    ("person", "https://w3id.org/diplograph/id/person/"),
    ("event", "https://w3id.org/diplograph/id/event/"),
    ("document", "https://w3id.org/diplograph/id/document/"),
    ("doctrine", "https://w3id.org/diplograph/id/doctrine/"),
    ("thing", "https://w3id.org/diplograph/id/thing/"),
    ("fact", "https://w3id.org/diplograph/id/fact/"),
    ("quantity", "https://w3id.org/diplograph/id/quantity/"),
    ("source", "https://w3id.org/diplograph/id/source/"),
    ("occasion", "https://w3id.org/diplograph/id/occasion/"),
    ("variant", "https://w3id.org/diplograph/id/variant/"),
    ("rule", "https://w3id.org/diplograph/id/rule/"),
    ("graph", "https://w3id.org/diplograph/id/graph/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("schema", "https://schema.org/"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
];
