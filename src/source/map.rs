//! The way back from the normal form to the decoded text.

use super::Span;

/// Marks a run in which each byte stands for a byte of the original.
const SAME: u32 = u32::MAX;

/// Neighbouring bytes of the normal form that lead back in one way.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Its first byte in the normal form.
    normal: u32,
    /// Where it begins in the decoded text.
    start: u32,
    /// How many bytes of the decoded text all of its bytes stand for; [`SAME`] if they go along byte by byte.
    width: u32,
}

/// For each byte of the normal form, where the character it belongs to begins and ends in the decoded text. Most
/// characters are the same on both sides, so a run holds many of them; spans begin and end between characters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Map {
    runs: Vec<Run>,
    length: usize,
}

impl Map {
    /// Adds the bytes of one character that stands for `start..end`.
    pub(crate) fn push(&mut self, normal_bytes: usize, start: u32, end: u32) {
        let width = if (end - start) as usize == normal_bytes { SAME } else { end - start };
        self.append(normal_bytes, start, width);
    }

    /// Adds bytes that stand for as many from `start` on, byte by byte.
    pub(crate) fn push_same(&mut self, bytes: usize, start: u32) {
        self.append(bytes, start, SAME);
    }

    fn append(&mut self, normal_bytes: usize, start: u32, width: u32) {
        let normal = self.length as u32;
        self.length += normal_bytes;
        let goes_on = self.runs.last().is_some_and(|last| {
            let along = if width == SAME { normal - last.normal } else { 0 };
            last.width == width && last.start + along == start
        });
        if !goes_on {
            self.runs.push(Run { normal, start, width });
        }
    }

    /// Copies the entries of `span` from another map.
    pub(crate) fn extend(&mut self, other: &Map, span: Span) {
        for (part, start, width) in other.parts(span) {
            self.append(part.len(), start, width);
        }
    }

    /// Drops one byte.
    pub(crate) fn remove(&mut self, at: usize) {
        let first = self.run_at(at);
        let begin = self.runs[first].normal as usize;
        let parts: Vec<_> =
            self.parts(Span::new(begin, at)).chain(self.parts(Span::new(at + 1, self.length))).collect();
        self.runs.truncate(first);
        self.length = begin;
        for (part, start, width) in parts {
            self.append(part.len(), start, width);
        }
    }

    /// The bytes of the decoded text behind `span`; where pieces were moved, the stretch that covers them.
    pub(crate) fn original(&self, span: Span) -> Span {
        if span.is_empty() {
            return self.point(span.start);
        }
        let (first, last) = (self.at(span.start).start, self.at(span.end - 1).end);
        if first < last && last - first <= 8 * span.len() + 64 {
            return Span::new(first, last);
        }
        let ends = |(part, start, width): (Span, u32, u32)| {
            let length = if width == SAME { part.len() } else { width as usize };
            Span::new(start as usize, start as usize + length)
        };
        self.parts(span).map(ends).reduce(Span::cover).unwrap_or_default()
    }

    /// The place of an empty span: before the character there, or behind the last one.
    fn point(&self, at: usize) -> Span {
        let place = match self.length {
            0 => 0,
            length if at < length => self.at(at).start,
            length => self.at(length - 1).end,
        };
        Span::new(place, place)
    }

    /// What one byte stands for; of a run that goes along, the byte itself.
    fn at(&self, at: usize) -> Span {
        let run = self.runs[self.run_at(at)];
        let start = run.start as usize;
        match run.width {
            SAME => {
                let along = start + at - run.normal as usize;
                Span::new(along, along + 1)
            }
            width => Span::new(start, start + width as usize),
        }
    }

    fn run_at(&self, at: usize) -> usize {
        self.runs.partition_point(|run| run.normal as usize <= at) - 1
    }

    /// The parts of runs in a span: where each lies, where it begins in the decoded text, and its width.
    fn parts(&self, span: Span) -> impl Iterator<Item = (Span, u32, u32)> {
        let first = if span.is_empty() { self.runs.len() } else { self.run_at(span.start) };
        let runs = self.runs[first..].iter().enumerate().take_while(move |(_, run)| (run.normal as usize) < span.end);
        runs.map(move |(i, run)| {
            let end = self.runs.get(first + i + 1).map_or(self.length, |next| next.normal as usize);
            let part = Span::new(span.start.max(run.normal as usize), span.end.min(end));
            let along = if run.width == SAME { part.start as u32 - run.normal } else { 0 };
            (part, run.start + along, run.width)
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 王, a full-width comma, three letters for one sign, two figures with a space between.
    fn map() -> Map {
        let mut map = Map::default();
        for (bytes, start, end) in [(3, 0, 3), (1, 3, 6), (1, 6, 9), (1, 6, 9), (1, 6, 9), (1, 9, 10), (1, 10, 11)] {
            map.push(bytes, start, end);
        }
        map.push(1, 11, 12);
        map
    }

    #[test]
    fn characters_lead_back_whole() {
        let map = map();
        assert_eq!(map.len(), 10);
        assert_eq!(map.original(Span::new(0, 3)), Span::new(0, 3));
        assert_eq!(map.original(Span::new(3, 4)), Span::new(3, 6));
        assert_eq!(map.original(Span::new(5, 6)), Span::new(6, 9));
        assert_eq!(map.original(Span::new(0, 10)), Span::new(0, 12));
        assert_eq!(map.original(Span::new(10, 10)), Span::new(12, 12));
        assert_eq!(map.original(Span::new(4, 4)), Span::new(6, 6));
    }

    #[test]
    fn a_byte_can_be_dropped_and_a_piece_be_copied() {
        let mut dropped = map();
        dropped.remove(8);
        assert_eq!(dropped.len(), 9);
        assert_eq!(dropped.original(Span::new(7, 8)), Span::new(9, 10));
        assert_eq!(dropped.original(Span::new(8, 9)), Span::new(11, 12));
        let mut moved = Map::default();
        moved.extend(&map(), Span::new(5, 10));
        moved.extend(&map(), Span::new(0, 4));
        assert_eq!(moved.original(Span::new(0, 5)), Span::new(6, 12));
        assert_eq!(moved.original(Span::new(4, 8)), Span::new(0, 12));
    }
}
