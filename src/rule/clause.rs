//! The patterns by which clauses are read: sections `[chain]`, `[subject]` and `[mode]` of `ontology/language/`.

use super::reader::{ByClass, part};
use crate::pattern::Pattern;
use regex::Regex;

part! {
    /// Patterns that are tried at the head of a clause.
    Chain, WrittenChain {
        /// The clause has a subject, a modal or a thought of its own: the chain ends before it.
        ends: Pattern,
        /// The clause says to what end: it adds nothing of its own.
        skips: Pattern,
        /// The clause only says how, when or under what; it is passed over even where the chain begins.
        circumstance: Pattern,
        /// Words to drop at the head of a clause.
        drops: Pattern,
        /// Phrases that hold several clauses.
        phrase: Vec<Phrase>,
        /// The sentence has no subject and goes on with the chain before it.
        goes_on: Pattern,
        /// The sentence of a joint statement takes a stance: it is no part of a chain of acts, which goes on behind it.
        stances: Pattern,
        /// The sentence opens an item of a list, which goes on with the chain even in a new paragraph.
        items: Pattern,
        /// By fact class: how a clause of a chain is read; the first pattern that matches fills its slots.
        read: ByClass<Vec<Pattern>>,
        /// By fact class: which words of the clause tell slots that neither the rule nor `read` has filled.
        inside: ByClass<Vec<Pattern>>,
    }
}

part! {
    /// A phrase that holds several clauses: 就A，B，C等议题展开讨论.
    Phrase, WrittenPhrase {
        /// The clause begins it.
        opens: Pattern,
        /// The clause ends it.
        ends: Pattern,
    }
}

part! {
    /// Patterns that tell who acts, with whom, and whose words are told; their last hole is the party.
    Subject, WrittenSubject {
        /// The clause says whose words follow.
        reports: Pattern,
        /// The clause announces a speech or its points: 习近平提出三点建议。
        announces: Pattern,
        /// The clause says who acts.
        acts: Pattern,
        /// The clause begins with the side that acts, whatever it does.
        sides: Pattern,
        /// What a clause must have to say where its subject stands.
        stands: Regex,
        /// The clause says with whom.
        partner: Pattern,
        /// What a clause must have to be read for whose words follow it.
        may_tell: Regex,
        /// The same for words that begin inside it.
        may_run_on: Regex,
        /// The clause says in whose voice what follows is told.
        speaks: Pattern,
        /// The clause ends with a verb of saying.
        says: Pattern,
        /// The clause says that words of somebody without a name follow.
        hearsay: Pattern,
        /// The clause says that words of somebody without a name follow: 专家表示.
        tells: Pattern,
        /// The clause says that words of a meeting or a paper follow; the last hole is the word for it.
        bears: Pattern,
        /// Words follow inside the clause, behind the verb: X表示将….
        runs_on: Pattern,
        /// The clause begins with a verb of saying whose subject an earlier clause names, and its words: 称….
        says_on: Pattern,
        /// The clause tells of somebody who may say so; the last hole is the party.
        tells_of: Pattern,
        /// The clause ends like one that says whose words follow, and says it not: 对世界来说.
        unsaid: Pattern,
        /// The clause says whose statement the text is.
        issues: Pattern,
        /// The sentence tells, though the one before it reports somebody's words.
        narrates: Pattern,
    }
}

part! {
    /// What tells how a fact is meant: regular expressions for the words of its clause that no hole holds.
    ModeMarks, WrittenMode {
        /// Denied.
        negated: Regex,
        /// Right before a match: hoped for, asked for or backed.
        wished: Regex,
        /// To come.
        future: Regex,
        /// Under way.
        ongoing: Regex,
        /// The clause goes on with what the one before announces.
        goes_on: Regex,
        /// It has happened, whatever the clause before announces.
        over: Regex,
        /// Right before a match: the text does not take over what follows.
        alleged: Regex,
        /// Announces a visit or meeting to come.
        announced: Regex,
        /// A yes-or-no question, in a clause that asks.
        asks: Regex,
    }
}
