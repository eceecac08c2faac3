//! The way back from the decoded text to the bytes of the file.

use super::Span;

/// From bytes of the decoded text to bytes of the file.
#[derive(Debug, Clone)]
pub(crate) enum ByteMap {
    /// The file is the text, after `0` bytes of byte order mark.
    Same(usize),
    /// The places of the characters; one behind the last stands at the end.
    Table(Places),
}

impl ByteMap {
    pub(crate) fn file_span(&self, span: Span) -> Span {
        match self {
            ByteMap::Same(bom) => Span::new(span.start + bom, span.end + bom),
            ByteMap::Table(places) => Span::new(places.of(span.start), places.of(span.end)),
        }
    }
}

/// Where each character stands in the text and in the file. Neighbours that are equally long on either side share a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    rows: Vec<Row>,
    /// The last character.
    last: (usize, usize),
}

/// Characters at equal distances.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// The first, in the text and in the file.
    text: u32,
    file: u32,
    /// How far the next one is; 0 and 0 for a row of one.
    text_step: u32,
    file_step: u32,
    /// Where the last one stands in the text.
    end: u32,
}

impl Places {
    /// Adds the character that begins at these bytes.
    pub(crate) fn push(&mut self, text: usize, file: usize) {
        let step = (text.wrapping_sub(self.last.0) as u32, file.wrapping_sub(self.last.1) as u32);
        let before = std::mem::replace(&mut self.last, (text, file));
        if let Some(row) = self.rows.last_mut() {
            let is_alone = (row.text as usize, row.file as usize) == before && row.text_step == 0;
            if is_alone {
                (row.text_step, row.file_step) = step;
            }
            if (row.text_step, row.file_step) == step {
                row.end = text as u32;
                return;
            }
        }
        self.rows.push(Row { text: text as u32, file: file as u32, text_step: 0, file_step: 0, end: text as u32 });
    }

    /// The byte of the file at which the first character begins that does not begin before byte `at` of the text.
    fn of(&self, at: usize) -> usize {
        let next = self.rows.partition_point(|row| (row.text as usize) < at);
        let behind = self.rows.get(next).map_or(self.last.1, |row| row.file as usize);
        let Some(row) = next.checked_sub(1).map(|i| self.rows[i]).filter(|row| row.text_step > 0) else {
            return behind;
        };
        let steps = (at - row.text as usize).div_ceil(row.text_step as usize);
        let reaches = row.text as usize + steps * row.text_step as usize;
        if reaches <= row.end as usize { row.file as usize + steps * row.file_step as usize } else { behind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_find_what_a_list_of_all_characters_finds() {
        // Two bytes for three, one for one, four for four, three characters out of one place, the end.
        let mut pairs = vec![(0, 2), (3, 4), (6, 6), (9, 8), (10, 9), (11, 10), (14, 12), (18, 16), (21, 16), (24, 16)];
        pairs.extend([(27, 19), (30, 21)]);
        let mut places = Places::default();
        pairs.iter().for_each(|&(text, file)| places.push(text, file));
        assert!(places.rows.len() < pairs.len());
        for at in 0..40 {
            let wanted = pairs.iter().find(|(text, _)| *text >= at).or(pairs.last()).map(|(_, file)| *file);
            assert_eq!(Some(places.of(at)), wanted, "{at}");
        }
    }
}
