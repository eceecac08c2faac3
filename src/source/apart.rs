//! Which elements of a page of HTML stand beside its text: by what they are, by their classes, or because nobody sees them.

use html5gum::StartTag;

/// Elements whose content is no text of the page.
const SKIPPED: [&str; 19] = [
    "script",
    "style",
    "noscript",
    "noframes",
    "nav",
    "footer",
    "aside",
    "form",
    "select",
    "button",
    "template",
    "svg",
    "iframe",
    "object",
    "video",
    "head",
    "header",
    "figcaption",
    "textarea",
];

/// Elements that stand apart if their class or id says so.
const CONTAINERS: [&str; 8] = ["div", "ul", "ol", "dl", "section", "table", "td", "span"];

/// The words of a class or id that say so.
const APART: [&str; 27] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "bshare",
    "comment",
    "comments",
    "copyright",
    "crumb",
    "crumbs",
    "foot",
    "footer",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "pager",
    "pagination",
    "recommend",
    "related",
    "relnews",
    "share",
    "sharing",
    "sidebar",
    "toolbar",
];

/// Whether an element is never text of the page.
pub(super) fn is_skipped(name: &str) -> bool {
    SKIPPED.contains(&name)
}

/// Whether an element is text of the page only where nothing else is.
pub(super) fn stands_apart(name: &str, tag: &StartTag<usize>) -> bool {
    let value = |key: &str| tag.attributes.get(key.as_bytes()).map(|v| String::from_utf8_lossy(&v.value).into_owned());
    let says = |key: &str| {
        let value = value(key).unwrap_or_default().to_ascii_lowercase();
        value.split(|c: char| !c.is_ascii_alphabetic()).any(|word| APART.contains(&word))
    };
    let is_hidden = || {
        let style = value("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        style.contains("display:none") || tag.attributes.contains_key("hidden".as_bytes())
    };
    CONTAINERS.contains(&name) && (says("class") || says("id") || is_hidden())
}
