use diplograph::{document::*, source::*};
fn main() {
    for p in std::env::args().skip(1) {
        let b = std::fs::read(&p).unwrap();
        let d = Document::new(Source::from_bytes(&p, &b, None).unwrap(), None);
        println!("== {p} {:?}", d.date);
        for a in &d.articles { println!("ARTICLE {:?} {:?} title={:?} host={:?} dl={:?}", a.kind, d.locate(a.span), a.title.map(|t| t.of(&d.text)), a.host.map(|t| t.of(&d.text)), a.dateline.map(|t| t.of(&d.text))); }
        for t in &d.turns { println!("TURN {:?} q={:?} | {:?} a={:?}", t.asker.map(|s| s.of(&d.text)), t.question.iter().map(|s| {let l=d.locate(*s);(l.start,l.end)}).collect::<Vec<_>>(), t.answerer.map(|s| s.of(&d.text)), t.answer.iter().map(|s| {let l=d.locate(*s);(l.start,l.end)}).reduce(|a,b|(a.0,b.1))); }
        for s in &d.sentences { if matches!(s.role, Role::Title|Role::Furniture|Role::Label) || s.role==Role::Narration { let l=d.locate(s.span); println!("{:?} {}-{} {}", s.role, l.start,l.end, s.span.of(&d.text)); } }
    }
}
