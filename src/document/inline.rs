//! Where speakers change inside a line: the page had a paragraph for each of them, and the scrape lost the breaks.
//!
//! A label inside a line, before a colon or in brackets, is one where a sentence ends before it, or the original has white
//! space there. As colons and brackets stand in sentences as well, a line is divided only if somebody asks in it and somebody
//! answers.

use super::label::{asker_label, bracketed, is_answer, is_name};
use crate::source::{Source, Span};
use std::collections::HashMap;

/// A name is no longer than this, in characters.
const NAME: usize = 4;

/// What opens a label in brackets.
const BRACKETS: [char; 2] = ['[', '【'];

/// What a label in a line says of its speaker.
#[derive(Clone, Copy, PartialEq)]
enum Speaker {
    Asks,
    Answers,
}

/// Where labels begin inside a line, in order; nothing if it holds no question with its answer.
pub(super) fn turns(source: &Source, line: Span) -> Vec<usize> {
    let text = line.of(&source.text);
    let holds_two = |marks: &[char]| text.matches(marks).take(2).count() == 2;
    let mut found = if holds_two(&[':']) { labels(source, line) } else { Vec::new() };
    if holds_two(&BRACKETS) {
        found.extend(labels_in_brackets(text));
        found.sort_unstable();
        found.dedup_by_key(|(at, _)| *at);
    }
    if found.len() < 2 {
        return Vec::new();
    }
    let mut names: HashMap<&str, usize> = HashMap::new();
    found.iter().for_each(|(_, label)| *names.entry(label).or_default() += 1);
    let asks = |at: usize| asker_label(&text[at..]).is_some();
    let speaker = |(at, label): &(usize, &str)| match () {
        () if asks(*at) => Some(Speaker::Asks),
        () if is_answer(label) => Some(Speaker::Answers),
        () if text[*at..].starts_with(BRACKETS) && is_name(label) => Some(Speaker::Answers),
        () if names[label] > 1 && is_name(label) && label.chars().count() <= NAME => Some(Speaker::Answers),
        () => None,
    };
    let spoken: Vec<(usize, Speaker)> = found.iter().filter_map(|found| Some((found.0, speaker(found)?))).collect();
    let is_answered = spoken.windows(2).any(|pair| (pair[0].1, pair[1].1) == (Speaker::Asks, Speaker::Answers));
    if is_answered { spoken.into_iter().map(|(at, _)| at).filter(|at| *at > 0).collect() } else { Vec::new() }
}

/// What stands in brackets where a sentence ends, or the line begins.
fn labels_in_brackets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let opens = text.match_indices(BRACKETS).map(|(at, _)| at);
    let stands = |at: &usize| *at == 0 || text[..*at].ends_with(['。', '!', '?', '”', '…']);
    opens.filter(stands).filter_map(|at| Some((at, bracketed(&text[at..])?)))
}

/// What stands before a colon, from the end of a sentence or from white space on.
fn labels(source: &Source, line: Span) -> Vec<(usize, &str)> {
    let text = line.of(&source.text);
    let mut found = Vec::new();
    for (colon, _) in text.match_indices(':') {
        let before = &text[..colon];
        let sentence = before.rfind(['。', '!', '?', '”', '…', ')', ',', ';', ':', '、', '“', '(']);
        let start = sentence.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let ends = start == 0 || before[..start].ends_with(['。', '!', '?', '”', '…', ')']);
        let start = gap(source, line, Span::new(start, colon)).or(ends.then_some(start));
        found.extend(start.map(|start| (start, &text[start..colon])).filter(|(_, label)| !label.is_empty()));
    }
    found
}

/// Behind the first white space that the original has inside a stretch of a line, if a name can stand behind it.
fn gap(source: &Source, line: Span, inside: Span) -> Option<usize> {
    let text = line.of(&source.text);
    let place = |at: usize, c: char| {
        let from = line.start + at;
        source.map().original(Span::new(from, from + c.len_utf8()))
    };
    let chars: Vec<(usize, char)> = inside.of(text).char_indices().map(|(at, c)| (inside.start + at, c)).collect();
    let divided = chars.windows(2).filter(|pair| place(pair[0].0, pair[0].1).end < place(pair[1].0, pair[1].1).start);
    // A name may have spaces between its characters.
    let mut gaps: Vec<usize> = divided.map(|pair| pair[1].0).collect();
    gaps.retain(|at| asker_label(&text[*at..]).is_some() || is_answer(&text[*at..inside.end]));
    gaps.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let source = Source::from_text("t", text);
        let line = source.lines[0].span;
        let mut cuts = turns(&source, line);
        cuts.push(line.len());
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        starts.zip(&cuts).map(|(start, end)| source.text[line.start + start..line.start + end].to_owned()).collect()
    }

    #[test]
    fn a_question_and_its_answer_in_one_line_are_two() {
        assert_eq!(
            parts("毛宁主持例行记者会 问：船何时靠岸？ 答：三月。还有：四月。问：谢谢。 答：不谢。"),
            ["毛宁主持例行记者会", "问:船何时靠岸?", "答:三月。还有:四月。", "问:谢谢。", "答:不谢。"]
        );
        assert_eq!(
            parts("挪威广播公司记者：船何时靠岸？王毅：三月。秘鲁国家通讯社记者：谢谢。王毅：不谢。"),
            ["挪威广播公司记者:船何时靠岸?", "王毅:三月。", "秘鲁国家通讯社记者:谢谢。", "王毅:不谢。"]
        );
    }

    #[test]
    fn labels_in_brackets_divide_a_line_too() {
        assert_eq!(
            parts("[挪威广播公司记者]船何时靠岸？谢谢。 [王毅]首先，三月。"),
            ["[挪威广播公司记者]船何时靠岸?谢谢。", "[王毅]首先,三月。"]
        );
        assert_eq!(
            parts("【秘鲁国家通讯社记者】船呢？【王毅】：三月。"),
            ["【秘鲁国家通讯社记者】船呢?", "【王毅】:三月。"]
        );
    }

    #[test]
    fn colons_and_brackets_in_a_sentence_divide_no_line() {
        for text in [
            "渔获增加。[1]养护有效。[2]船队返航。",
            "记者提问。[笑]外长回答了。[掌声]",
            "他强调三点：一是合作。二是：开放。",
            "有记者问：船何时靠岸？外长没有回答。",
            "外长表示：“好。”记者：他还说：“再见。”",
        ] {
            assert_eq!(parts(text).len(), 1, "{text}");
        }
    }
}
