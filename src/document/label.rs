//! Labels of speakers in front of a paragraph: 新华社记者：, 问：, 王毅：; which of them ask, answer, or only look like one.

use crate::source::{Span, is_han};
use std::collections::HashSet;

pattern!(LABEL, r"^[^,。;!?、“”:()]{0,28}(\([^()]{1,20}\))?[^,。;!?、“”:()]{0,20}:");
// X记者, X记者问, X记者(英文), 会后，有记者问及, 记者提问, 问(路透社).
pattern!(
    ASKS,
    r"^(?:(?:(?:会后|会上|会前|随后|此外|另外|另),?)?(?:另|又|还)?有[^,。;!?、“”:()]{0,8}记者(?:提问|追问|问及|问|又问)?|[^,。;!?、“”:()]{0,28}(?:\([^()]{1,20}\))?[^,。;!?、“”:()]{0,20}(?:记者(?:问及|追问|提问|问)?|主持人|记者提问)(?:\([^()]{1,20}\))?|问\([^()]{1,20}\)|[问Q记]|[追又再续]问):"
);
// The label of a transcript in brackets, with a colon or without: 【中新社记者】, [王毅]:.
pattern!(
    BRACKETED, opens "【[",
    r"^[【\[]([^【】\[\],。;!?、“”:]{0,28}记者|[问答]|主持人|\p{Han}{2,4}|\p{Han}{0,18}(?:部长|外长|发言人|总理|主席|司长|大使|主任|局长|委员)\p{Han}{2,3})[】\]]:?"
);

// Somebody asks, and the label does not say for whom.
pattern!(
    NAMELESS,
    r"^(?:[问Q记]|[追又再续]问|(?:会后|会上|会前|随后|此外|另外|另)?,?(?:另|又|还)?(?:有|现场)?记者(?:提问|追问|问及|问|又问)?)$"
);
// Who reports from the spot is called so; he asks only where somebody answers.
pattern!(CORRESPONDENT, r"^(?:本台|本报|本网|央视|总台|新闻|前方|现场)*(?:特约|特派|驻\p{Han}{1,6})?(?:记者|主持人)$");
pattern!(
    OUTLET,
    r"^(?:\p{Han}{2,8}(?:通讯社|[^书旅公会全大结农合]社|日报|时报|晚报|邮报|新闻网|电视台|广播公司|卫视|电台)|《[^》]{2,12}(?:报|邮报|周刊|杂志)》|[A-Z]{2,6})$"
);

// Somebody answers, and the label says by what post and not by what name.
pattern!(
    POST,
    r"^(?:答|A|(?:(?:中国)?(?:外交部|国防部|商务部|国台办|国务院新闻办))?(?:新闻)?(?:发言人|部长|外长|总理|主席|主任))$"
);

/// Words in front of a colon that name no speaker.
const NO_SPEAKER: [&str; 19] = [
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "第一",
    "第二",
    "第三",
    "首先",
    "其次",
    "最后",
    "来源",
    "时间",
    "如下",
    "本台消息",
    "本报消息",
    "本报讯",
    "最新消息",
    "同期声",
];

/// What no name of a person or post has in it: words of a clause (历史昭示我们), and of the page's own parts (副标题).
const IN_NO_NAME: [&str; 19] = [
    "我们",
    "他们",
    "的",
    "是",
    "了",
    "标题",
    "字幕",
    "导语",
    "正文",
    "配音",
    "解说",
    "画外音",
    "证明",
    "表明",
    "告诉",
    "强调",
    "指出",
    "表示",
    "认为",
];

/// Whether a label says that somebody asks, and not who.
pub(crate) fn asks_without_name(label: &str) -> bool {
    NAMELESS.is_match(label)
}

/// No label has a hundred characters (bytes).
const LONGEST: usize = 400;

/// Whether a colon stands so near the start of a text that a label may end there.
fn has_colon(text: &str) -> bool {
    text.as_bytes()[..text.len().min(LONGEST)].contains(&b':')
}

/// Whether a text has near its start what every label of an asker has.
fn may_ask(text: &str) -> bool {
    let near = || &text[..text.floor_char_boundary(LONGEST)];
    has_colon(text)
        && (text.starts_with(['Q', '记']) || ["记者", "问", "主持人"].iter().any(|word| near().contains(word)))
}

/// Whether a text begins as a speaker's turn does (an asker, 问, 答); names are judged later.
pub(super) fn asker_label(text: &str) -> Option<&str> {
    let asks = |label: &&str| label.ends_with("记者") || matches!(*label, "问" | "主持人");
    let before_colon = || may_ask(text).then(|| ASKS.find(text)).flatten().map(|m| &m.as_str()[..m.len() - 1]);
    bracketed(text).filter(asks).or_else(before_colon)
}

/// The label in brackets at the start of a text. [视频] is none.
pub(super) fn bracketed(text: &str) -> Option<&str> {
    const NO_LABEL: [&str; 11] =
        ["视频", "图文", "组图", "直播", "音频", "标题", "正文", "配音", "字幕", "解说", "同期"];
    let inner = text.strip_prefix(['【', '['])?;
    let is_mark =
        NO_LABEL.iter().any(|word| inner.strip_prefix(word).is_some_and(|rest| rest.starts_with(['】', ']'])));
    (!is_mark).then(|| BRACKETED.captures(text)).flatten()?.get(1).map(|label| label.as_str())
}

/// Where a label lies in its paragraph, and where behind it the words begin.
pub(super) fn place(text: &str, label: &str) -> (Span, usize) {
    // One before a colon may begin with a bracket of its own: 【利马消息】题：…
    let start = if text.starts_with(label) { 0 } else { text.chars().next().map_or(0, char::len_utf8) };
    let span = Span::new(start, start + label.len());
    let behind = &text[span.end..];
    let words = if start == 0 { behind } else { behind.trim_start_matches(['】', ']']) };
    (span, text.len() - words.strip_prefix(':').unwrap_or(words).len())
}

/// Any label: the text in front of a colon near the start of a paragraph, or in brackets at its start.
pub(super) fn label(text: &str) -> Option<&str> {
    if let Some(label) = bracketed(text) {
        return Some(label);
    }
    has_colon(text)
        .then(|| LABEL.find(text))
        .flatten()
        .map(|m| &m.as_str()[..m.len() - 1])
        .filter(|name| !name.is_empty())
}

/// Whether a label stands before a quotation: X：“…” tells what X says, and opens no turn by itself.
pub(super) fn is_quoted(text: &str) -> bool {
    label(text).is_some_and(|label| text[place(text, label).1..].starts_with(['“', '"']))
}

pub(super) fn is_answer(label: &str) -> bool {
    matches!(label, "答" | "A")
}

/// Whether a label says that somebody answers, and not who.
pub(super) fn answers_without_name(label: &str) -> bool {
    POST.is_match(label)
}

/// Whether a label names a news outlet and nothing else.
pub(super) fn is_outlet(label: &str) -> bool {
    OUTLET.is_match(label)
}

/// Whether somebody asks in an article with these paragraphs. Who only reports from the spot asks nobody, unless another
/// label answers him.
pub(super) fn has_askers<'t>(bodies: impl Iterator<Item = &'t str> + Clone) -> bool {
    let mut askers = bodies.clone().filter_map(asker_label).peekable();
    askers.peek().is_some()
        && (askers.any(|label| !CORRESPONDENT.is_match(label))
            || after_askers(bodies).iter().any(|label| is_answer(label) || is_name(label)))
}

/// Labels that stand directly behind an asker's paragraphs.
pub(super) fn after_askers<'t>(bodies: impl Iterator<Item = &'t str>) -> HashSet<&'t str> {
    let mut asked = false;
    let mut found = HashSet::new();
    for text in bodies {
        if asker_label(text).is_some() {
            asked = true;
        } else if asked && let Some(label) = label(text) {
            found.insert(label);
            asked = false;
        }
    }
    found
}

/// Whether a label can be a person's: short, Chinese or with a middle dot, and none of the words that enumerate.
pub(super) fn is_name(label: &str) -> bool {
    let length = label.chars().count();
    (2..=16).contains(&length)
        && !NO_SPEAKER.contains(&label)
        && !IN_NO_NAME.iter().any(|word| label.contains(word))
        && label.chars().all(|c| is_han(c) || c == '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_is_told_in_many_ways() {
        for (text, label) in [
            ("会后,有记者问及:一、有何评论?", "会后,有记者问及"),
            ("记者提问:有何评论?", "记者提问"),
            ("挪威广播公司记者(英文):有何评论?", "挪威广播公司记者(英文)"),
            ("问(路透社):有何评论?", "问(路透社)"),
            ("追问:何时?", "追问"),
        ] {
            assert_eq!(asker_label(text), Some(label));
        }
        for text in ["外长说,有记者问:何时?", "王毅:记者们好。", "学问:第一。", "记者会:今天。"]
        {
            assert_eq!(asker_label(text), None, "{text}");
        }
        assert!(asks_without_name("会后,有记者问及") && asks_without_name("记者提问") && asks_without_name("问"));
        assert!(
            answers_without_name("答") && answers_without_name("外交部发言人") && !answers_without_name("外长王毅")
        );
        assert!(!asks_without_name("问(路透社)") && !asks_without_name("挪威广播公司记者"));
    }

    #[test]
    fn a_label_may_stand_in_brackets() {
        assert_eq!(asker_label("【中新社记者】何时?"), Some("中新社记者"));
        assert_eq!((label("[王毅]:三月。"), asker_label("[王毅]:三月。")), (Some("王毅"), None));
        assert_eq!(label("[挪威外交部部长李明]三月。"), Some("挪威外交部部长李明"));
        assert_eq!((label("[视频]三月"), label("[1]三月")), (None, None));
        assert_eq!(place("[王毅]:三月。", "王毅"), (Span::new(1, 7), 9));
        assert_eq!(place("王毅:三月。", "王毅"), (Span::new(0, 6), 7));
        let text = "【利马《渔报》消息】题:三月。";
        let before_colon = label(text).expect("what stands before a colon");
        assert_eq!(place(text, before_colon), (Span::new(0, before_colon.len()), before_colon.len() + 1));
    }

    #[test]
    fn words_of_a_clause_are_no_name() {
        assert!(is_name("王毅") && is_name("国务委员兼外长王毅"));
        assert!(!is_name("历史的经验昭示我们") && !is_name("副标题"));
    }

    #[test]
    fn who_reports_from_the_spot_asks_nobody() {
        assert!(!has_askers(["本台记者:我在港口。", "记者:船已靠岸。"].into_iter()));
        assert!(has_askers(["记者:船靠岸了吗?", "张三:靠了。"].into_iter()));
        assert!(has_askers(["挪威广播公司记者:船靠岸了吗?"].into_iter()));
    }
}
