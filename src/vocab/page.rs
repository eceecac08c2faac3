//! The vocabulary as one page of HTML: a picture of the classes, then every class, property and code with what the Turtle
//! says of it. It needs no script and no other file.

use super::picture::picture;
use super::{NS, PREFIXES, SlotKind, Vocabulary};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedOrBlankNode, Term};
use std::collections::BTreeMap;
use std::fmt::Write;

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SCHEMA: &str = "https://schema.org/";

/// What the files say of each term, by local name and predicate.
pub(super) struct Said<'a>(BTreeMap<&'a str, Vec<(&'a str, &'a Term)>>);

impl<'a> Said<'a> {
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        let mut said: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for triple in &vocabulary.triples {
            if let NamedOrBlankNode::NamedNode(n) = &triple.subject
                && let Some(name) = n.as_str().strip_prefix(NS)
            {
                said.entry(name).or_default().push((triple.predicate.as_str(), &triple.object));
            }
        }
        Said(said)
    }

    fn all(&self, name: &str, predicate: &str) -> impl Iterator<Item = &'a Term> {
        self.0.get(name).into_iter().flatten().filter(move |(p, _)| *p == predicate).map(|(_, o)| *o)
    }

    /// The words of a term in a language.
    fn words(&self, name: &str, predicate: &str, language: &str) -> &'a str {
        let of = |t: &'a Term| {
            if let Term::Literal(l) = t { (l.language() == Some(language)).then_some(l.value()) } else { None }
        };
        self.all(name, predicate).find_map(of).unwrap_or_default()
    }

    fn is_a(&self, name: &str, class: &str) -> bool {
        self.all(name, rdf::TYPE.as_str()).any(|t| matches!(t, Term::NamedNode(n) if n.as_str() == class))
    }

    /// The names of the terms of this type.
    fn of_type(&self, class: &str) -> Vec<&'a str> {
        self.0.keys().copied().filter(|name| self.is_a(name, class)).collect()
    }

    /// The classes of our own whose superclass this is.
    pub fn subclasses(&self, class: &str) -> Vec<&'a str> {
        let is = |t: &Term| matches!(t, Term::NamedNode(n) if n.as_str().strip_prefix(NS) == Some(class));
        self.0.keys().copied().filter(|name| self.all(name, rdfs::SUB_CLASS_OF.as_str()).any(is)).collect()
    }
}

/// A query that the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Its name.
    pub name: String,
    /// What it answers.
    pub help: String,
    /// Its parameters, each with what it means.
    pub params: Vec<(String, String)>,
    /// The query.
    pub sparql: String,
}

/// Writes the page: picture, how to ask, terms, and some queries.
pub fn page(vocabulary: &Vocabulary, recipes: &[Recipe]) -> String {
    let said = Said::new(vocabulary);
    let mut out = String::from(HEAD);
    out.push_str(&picture(vocabulary, &said));
    out.push_str(ASKING);
    let prefixes: Vec<String> = PREFIXES.iter().map(|(p, ns)| format!("{p}: &lt;{ns}&gt;")).collect();
    writeln!(
        out,
        "<details><summary>Prefixes known to every query</summary><pre>{}</pre></details>",
        prefixes.join("\n")
    )
    .expect("writing to a string");
    section(&mut out, "事实 · Facts", vocabulary.facts.iter().map(|f| entry(vocabulary, &said, &f.name)));
    let classes = said.of_type(&format!("{OWL}Class"));
    let others = classes.iter().filter(|c| vocabulary.fact(c).is_none());
    section(&mut out, "其他类 · Other classes", others.map(|c| entry(vocabulary, &said, c)));
    let properties = ["ObjectProperty", "DatatypeProperty"]
        .into_iter()
        .flat_map(|kind| said.of_type(&format!("{OWL}{kind}")))
        .collect::<std::collections::BTreeSet<_>>();
    section(&mut out, "属性 · Properties", properties.iter().map(|p| entry(vocabulary, &said, p)));
    let rest = vocabulary
        .terms
        .keys()
        .map(String::as_str)
        .filter(|t| !t.is_empty() && !classes.contains(t) && !properties.contains(t));
    section(&mut out, "代码与其他 · Codes and others", rest.map(|t| entry(vocabulary, &said, t)));
    section(&mut out, "查询 · Named queries", recipes.iter().map(recipe));
    out.push_str("</main></html>\n");
    out
}

fn recipe(recipe: &Recipe) -> String {
    let param = |(name, help): &(String, String)| format!("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(help));
    format!(
        "<section id=\"query-{0}\"><h3>{0}</h3>\n<p>{1}</p><dl>{2}</dl><pre>{3}</pre></section>\n",
        escaped(&recipe.name),
        escaped(&recipe.help),
        recipe.params.iter().map(param).collect::<String>(),
        escaped(recipe.sparql.trim_end())
    )
}

fn section(out: &mut String, title: &str, entries: impl Iterator<Item = String>) {
    writeln!(out, "<h2>{title}</h2>").expect("writing to a string");
    entries.for_each(|e| out.push_str(&e));
}

/// One term: names, what it means, and how it hangs together with others.
fn entry(vocabulary: &Vocabulary, said: &Said<'_>, name: &str) -> String {
    let words = |predicate: &str, language: &str| escaped(said.words(name, predicate, language));
    let (label, comment) = (rdfs::LABEL.as_str(), rdfs::COMMENT.as_str());
    let mut out = format!(
        "<section id=\"{name}\"><h3>dg:{name} <span lang=\"zh\">{}</span> <span>{}</span></h3>\n",
        words(label, "zh"),
        words(label, "en")
    );
    writeln!(out, "<p lang=\"zh\">{}</p><p>{}</p>", words(comment, "zh"), words(comment, "en"))
        .expect("writing to a string");
    let mut rows = slots(vocabulary, name);
    for (title, predicate) in [
        ("subclass of", rdfs::SUB_CLASS_OF.as_str().to_owned()),
        ("subproperty of", rdfs::SUB_PROPERTY_OF.as_str().to_owned()),
        ("domain", rdfs::DOMAIN.as_str().to_owned()),
        ("domain", format!("{SCHEMA}domainIncludes")),
        ("range", rdfs::RANGE.as_str().to_owned()),
        ("type", rdf::TYPE.as_str().to_owned()),
        ("code", format!("{SKOS}notation")),
        ("edge of", format!("{NS}edgeOf")),
        ("from", format!("{NS}edgeFrom")),
        ("to", format!("{NS}edgeTo")),
        ("see also", rdfs::SEE_ALSO.as_str().to_owned()),
        ("example", format!("{SKOS}example")),
    ] {
        let values: Vec<String> = said.all(name, &predicate).map(linked).collect();
        if !values.is_empty() {
            rows.push((title, values.join(", ")));
        }
    }
    let line = |(title, value): &(&str, String)| format!("<dt>{title}</dt><dd>{value}</dd>");
    writeln!(out, "<dl>{}</dl></section>", rows.iter().map(line).collect::<String>()).expect("writing to a string");
    out
}

/// The slots of a class of facts, each with what it holds.
fn slots(vocabulary: &Vocabulary, class: &str) -> Vec<(&'static str, String)> {
    let Some(fact) = vocabulary.fact(class) else { return Vec::new() };
    let slot = |s: &super::Slot| {
        format!("<a href=\"#{0}\">{0}</a> ({1}{2})", s.name, holds(&s.kind), if s.many { ", list" } else { "" })
    };
    vec![("slots", fact.slots.iter().map(slot).collect::<Vec<_>>().join(", "))]
}

fn holds(kind: &SlotKind) -> String {
    match kind {
        SlotKind::Entity => "entity".to_owned(),
        SlotKind::Text => "text".to_owned(),
        SlotKind::Time => "EDTF".to_owned(),
        SlotKind::Number => "number".to_owned(),
        SlotKind::Bool => "true or false".to_owned(),
        SlotKind::Quantity => "quantity".to_owned(),
        SlotKind::Code(codes) => codes.join(" | "),
    }
}

/// A value: our own terms as links within the page, others by their prefix, strings as they are.
fn linked(term: &Term) -> String {
    match term {
        Term::NamedNode(n) => match n.as_str().strip_prefix(NS) {
            Some(name) => format!("<a href=\"#{name}\">dg:{name}</a>"),
            None => format!("<a href=\"{}\">{}</a>", escaped(n.as_str()), escaped(&short(n.as_str()))),
        },
        Term::Literal(l) if l.datatype().as_str().starts_with(NS) => {
            format!("{} ({})", escaped(l.value()), &l.datatype().as_str()[NS.len()..])
        }
        // A string without a language is an example in Turtle, or a code.
        Term::Literal(l) if l.language().is_none() => format!("<code>{}</code>", escaped(l.value())),
        Term::Literal(l) => escaped(l.value()),
        other => escaped(&other.to_string()),
    }
}

fn short(iri: &str) -> String {
    const MORE: [(&str, &str); 3] = [
        ("org", "http://www.w3.org/ns/org#"),
        ("qudt", "http://qudt.org/schema/qudt/"),
        ("time", "http://www.w3.org/2006/time#"),
    ];
    let known = MORE.iter().chain(PREFIXES).find(|(_, ns)| iri.starts_with(ns));
    known.map_or_else(|| iri.to_owned(), |(prefix, ns)| format!("{prefix}:{}", &iri[ns.len()..]))
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!doctype html>
<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">
<title>dg: the vocabulary of diplograph</title>
<style>
:root { color-scheme: light dark } body { font: 16px/1.5 system-ui, sans-serif; margin: 0 } main { max-width: 62rem; margin: auto; padding: 1rem }
section { border-top: 1px solid #8884; padding: .4rem 0 } h3 { margin: .3rem 0; font-size: 1rem } h3 span { font-weight: normal; margin-left: .6rem }
p { margin: .1rem 0 } dl { display: grid; grid-template-columns: 9rem 1fr; margin: .3rem 0; font-size: .9rem } dt { opacity: .7 } dd { margin: 0 }
code, pre { font: .85rem ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 }
section:target { background: #fd62 } svg { width: 100%; height: auto } svg rect { fill: #8881; stroke: #888 } svg text { fill: currentColor; font: 13px system-ui, sans-serif }
svg .name { font-weight: 600 } svg path { fill: none; stroke: #888 } svg .label { font-size: 11px; opacity: .8 }
</style>
<main>
<h1>外交文本知识图谱词汇 · The vocabulary of diplograph</h1>
<p>Namespace <code>https://w3id.org/diplograph/ns#</code>, prefix <code>dg:</code>. A source holds passages; a passage is the evidence of a fact; the slots of a fact
lead to entities; edges are the one-hop form of facts between entities; variants show where renderings of one occasion differ.</p>
";

/// How the parts hang together, in queries.
const ASKING: &str = "<h2>如何提问 · How to ask</h2>
<p>A query sees all named graphs as one. Entities have IRIs by ISO code (<code>country:CN</code>, territories too: <code>country:HK</code>) or by full
Chinese name without marks (<code>region:非洲</code>, <code>org:联合国</code>, <code>person:王毅</code>, <code>document:一带一路倡议</code>); look up by name where in doubt.
What no gazetteer lists has an IRI by its words (<code>thing:</code>, <code>event:</code> ...).</p>
<dl>
<dt>a name</dt><dd><code>?who skos:prefLabel|skos:altLabel \"上合组织\"@zh</code> finds what bears it; <code>skos:prefLabel</code> has one value in zh and one in en</dd>
<dt>a fact</dt><dd><code>?f a dg:Meeting ; dg:participant country:CN , country:RU ; dg:place ?place</code>: the class, then its slots; a slot that the text leaves open is absent (OPTIONAL); a list is several values</dd>
<dt>when it is</dt><dd><code>?f dg:year 2024</code>; <code>dg:time</code> is as precise as the text; <code>dg:firstDay</code> and <code>dg:lastDay</code> compare: <code>FILTER(?first &gt;= \"2024-07-01\"^^xsd:date)</code></dd>
<dt>when it is said</dt><dd><code>?f dg:statedOn ?day</code>, by whom: <code>dg:statedBy ?person</code> (narration has nobody)</dd>
<dt>how it is meant</dt><dd><code>?f dg:mode ?mode</code>: dg:Future, dg:Done, dg:Negated, dg:Hypothetical, ...; a promise has a <code>dg:strength</code>, a position a <code>dg:stance</code></dd>
<dt>how much</dt><dd><code>?f a dg:Measurement ; dg:about ?what ; dg:quantity [ dg:value ?n ; dg:unit \"USD\" ; dg:cmp ?cmp ] . FILTER(CONTAINS(?what, \"贸易\"))</code>; a range has <code>dg:min</code> and <code>dg:max</code></dd>
<dt>what it is about</dt><dd><code>?f dg:mentions ?entity</code>: whatever its passage names, beside the slots; <code>?f dg:saidWith ?other</code>: facts of the same sentence</dd>
<dt>asked and answered</dt><dd><code>?f dg:evidence/dg:turn ?turn . ?turn dg:asksAbout region:南海</code>: facts in the answer to a question; <code>?f dg:inExchange [ dg:outlet ?outlet ]</code> where the outlet that asks is named</dd>
<dt>in one step</dt><dd><code>country:CN dg:waivesVisaFor ?country</code>: edges between entities, one kind for each class of facts (see dg:relatedTo); what is denied or stands under an if has none</dd>
<dt>on one occasion</dt><dd><code>?f dg:occasion ?o . ?source dg:rendersOccasion ?o</code>: what several sources render of one press conference, without the strangers' articles on their pages</dd>
<dt>who belongs where</dt><dd><code>?country dg:partOf region:欧洲</code> (or <code>region:东南亚</code>, <code>region:中亚</code>: continent and part of it), <code>org:东南亚国家联盟 dg:member ?country</code>, <code>?person dg:country ?country</code></dd>
<dt>where it is said</dt><dd><code>?f dg:evidence ?p . ?p dg:source/rdfs:label ?file ; dg:quote ?words ; dg:startByte ?from ; dg:endByte ?to</code>; the rule: <code>?f dg:rule/dcterms:identifier ?rule</code>; the build: <code>?run prov:used ?source</code></dd>
<dt>what a source says</dt><dd><code>?f dg:evidence/dg:source/rdfs:label \"a.txt\"</code>; whom it names: <code>?c a dg:MentionCount ; dg:source ?source ; dg:entity ?e ; dg:count ?n</code></dd>
<dt>renderings differ</dt><dd><code>?f dg:status dg:Disputed ; dg:reading [ dg:disputed true ; dg:readsSlot ?slot ; dg:slotValue ?value ; dg:source ?source ]</code> for facts; <code>?v a dg:Variant ; dg:majority ?most ; dg:reading [ dg:text ?text ; dg:source ?source ]</code> for words; <code>?v dg:varies ?f</code></dd>
<dt>quickly</dt><dd>name the class of every fact; prefer <code>MINUS</code> to <code>FILTER NOT EXISTS</code>; aggregate in a sub-select</dd>
</dl>
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_term_once_and_every_link_leads_somewhere() {
        let file = ("vocabulary.ttl".to_owned(), include_str!("../../ontology/vocabulary.ttl").to_owned());
        let vocabulary = Vocabulary::load(&[file]).unwrap();
        let query = Recipe { name: "all".into(), help: "a < b".into(), params: vec![], sparql: "ASK {}".into() };
        let html = page(&vocabulary, &[query]);
        assert!(html.contains("<p>a &lt; b</p>") && html.contains("<pre>ASK {}</pre>"));
        for term in vocabulary.terms.keys().filter(|t| !t.is_empty()) {
            assert_eq!(html.matches(&format!("<section id=\"{term}\">")).count(), 1, "dg:{term}");
        }
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|i| i.split('"').next()).collect();
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "{ids:?}");
        for link in html.split("href=\"#").skip(1).filter_map(|l| l.split('"').next()) {
            assert!(vocabulary.terms.contains_key(link), "#{link}");
        }
    }
}
