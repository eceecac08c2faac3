//! What pictures leave in a page: captions, and who took them. They interrupt the text and are no part of it.

// At the end of a paragraph or in a line of its own: 新华社记者李明摄, (图/新华社), 新华社发(李明摄), 文/图 李明, 图源：某网.
pattern!(
    CREDIT,
    r"(?:^|[。!?”)…])(\([^()。!?]{0,24}(?:[^拍统录]摄|摄影|供图|图片|资料图|截图)\)|\((?:图/文|文/图|图文|图|文|摄影|图片来源|图源|供图)[/:]?[^()。,!?]{0,24}\)|[^,。!?:;()“”]{1,22}(?:[^拍统录]摄|摄影(?:报道)?|供图|制图)|新华社发(?:\([^()]{2,10}摄\))?|新华社/\p{Han}{2,6}|(?:图片来源|图源|图片|摄影|供图|制图)[:/][^,。!?:;]{2,20}|(?:文/图|图/文)[:/]?[^,。!?:;]{2,20}|[图文]/[^,。!?:;]{2,24}|[^,。!?:;()/“”]{2,16}(?:文/图|图/文)|资料图片?|视频截图|网络截图)$"
);
// What opens with a sign of its own is one, whoever took the picture.
pattern!(CAPTION, opens "(图上下左右▲△", r"^\(?(?:图为|上图为|下图为|左图为|右图为|图[①②③④⑤⑥1-9一二三四五六][:为,]|图片说明[:,]|▲|△)");
// Behind the end of a sentence, in the middle of a paragraph.
pattern!(
    ASIDE, opens "(",
    r"^\((?:[^()。!?]{0,24}(?:[^拍统录]摄|摄影|供图|图片|资料图|截图)|(?:图/文|文/图|图文|图|摄影|图片来源|图源|供图)[/:][^()。!?]{0,24}|(?:上|下|左|右)?图为[^()]{0,120})\)"
);

/// A caption is no longer than this, in characters.
const LONGEST: usize = 150;

/// Where the credit of a picture begins at the end of a paragraph.
pub(super) fn credit(text: &str) -> Option<usize> {
    // Each branch of the expression holds one of these characters, and none can end so.
    let may_match = !text.ends_with([',', '。', '!', '?', ':', ';']) && text.contains(['摄', '图', '文', '社']);
    may_match.then(|| CREDIT.captures(text)?.get(1)).flatten().map(|credit| credit.start())
}

/// Whether a paragraph stands below a picture.
pub(super) fn is_caption(text: &str) -> bool {
    let is_short = || text.chars().nth(LONGEST).is_none();
    is_marked(text) && is_short() || credit(text).is_some_and(|at| at > 0) && is_short()
}

/// Whether a caption says that it is one.
pub(super) fn is_marked(text: &str) -> bool {
    CAPTION.is_match(text)
}

/// The length of the credit or caption in brackets with which a sentence begins.
pub(super) fn aside(text: &str) -> Option<usize> {
    ASIDE.find(text).map(|found| found.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_took_a_picture_stands_behind_the_words() {
        for (text, words) in [
            ("双方代表2日在利马签字。新华社记者李明摄", "双方代表2日在利马签字。"),
            ("双方签字。(新华社记者李明摄)", "双方签字。"),
            ("双方签字。新华社发(李明摄)", "双方签字。"),
            ("双方签字。(图/文李明)", "双方签字。"),
            ("双方签字。本报记者李明摄影报道", "双方签字。"),
            ("新华社记者李明摄", ""),
            ("图/文李明", ""),
            ("本报记者李明文/图", ""),
            ("图片来源:某网", ""),
        ] {
            assert_eq!(credit(text).map(|at| &text[..at]), Some(words), "{text}");
        }
        for text in ["这部电影在利马拍摄", "双方签字。各方将继续努力", "图强之路", "王毅:双方签字。", "双方签字。(完)"]
        {
            assert_eq!(credit(text), None, "{text}");
        }
    }

    #[test]
    fn captions_say_so_or_are_signed() {
        assert!(is_caption("图为双方代表签字。") && is_caption("双方代表签字。李明摄"));
        assert!(!is_caption("双方代表签字。") && !is_caption("新华社记者李明摄"));
        assert_eq!(aside("(图/新华社)双方签字。"), Some("(图/新华社)".len()));
        assert_eq!(aside("(见图)双方签字。"), None);
    }
}
