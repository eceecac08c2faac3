//! Marks of lines and boxes with what they mean, in rows.

use super::Point;
use super::words::ems;
use quick_xml::escape::escape;
use std::fmt::Write;

#[derive(Clone, Copy)]
pub(super) enum Mark {
    Line(&'static str),
    Box(&'static str, &'static str),
    /// Words that need none.
    None,
}

/// Marks with their meaning.
pub(super) struct Legend {
    items: Vec<(Mark, String, Point)>,
    pub width: f64,
    pub height: f64,
}

impl Legend {
    pub fn new(items: Vec<(Mark, String)>) -> Legend {
        const WIDEST: f64 = 760.0;
        let (mut x, mut y, mut width) = (0.0, 0.0, 0.0_f64);
        let mut placed = Vec::new();
        for (mark, text) in items {
            let needs = 34.0 + ems(&text) * 12.0 + 18.0;
            if x > 0.0 && x + needs > WIDEST {
                (x, y) = (0.0, y + 20.0);
            }
            placed.push((mark, text, (x, y)));
            x += needs;
            width = width.max(x);
        }
        Legend { items: placed, width, height: y + 20.0 }
    }

    pub fn draw(&self, svg: &mut String, left: f64, top: f64) {
        for (mark, text, (x, y)) in &self.items {
            let (x, y) = (left + x, top + y + 10.0);
            let _ = match mark {
                Mark::None => Ok(()),
                Mark::Line(color) => {
                    write!(svg, "<path d=\"M{x:.1} {y:.1}h26\" stroke=\"{color}\" stroke-width=\"2.5\" fill=\"none\"/>")
                }
                Mark::Box(fill, border) => write!(
                    svg,
                    "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"20\" height=\"12\" rx=\"4\" fill=\"{fill}\" stroke=\"{border}\"/>",
                    x + 3.0,
                    y - 6.0
                ),
            };
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\">{}</text>",
                x + 32.0,
                y + 4.0,
                escape(text.as_str())
            );
        }
    }
}
