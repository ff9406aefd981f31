//! The one tokeniser: reads objects, tables and trailers of a PDF from bytes.
//!
//! Viewers differ in what they forgive, and each difference is a place to show something else than was signed. So there
//! are two ways to read, by [`Manner`]. What was written before the first signature is read tolerantly (ISO 32000-2,
//! 7.2 and 7.3): the signature vouches for it. What was appended later is read strictly: one spelling for each value, such as
//! all readers agree on. Nothing here searches bytes for a word.

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::StringFormat;

/// How deep values may be nested.
const DEEPEST: usize = 48;

/// How much is forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As the standard allows: comments, any white space, escapes in names, signs and leading zeros.
    Tolerant,
    /// Only the spelling that everybody reads alike: no comment, no `#` in a name, no sign or zero too many, no key twice.
    Strict,
}

/// What is not as it must be, as the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong(pub &'static str);

/// A result of reading.
pub type Read<T> = Result<T, Wrong>;

/// Reads bytes from a place on.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    manner: Manner,
}

impl<'a> Reader<'a> {
    /// Begins at a place; nothing behind the end of `text` is read.
    pub fn new(text: &'a [u8], at: usize, manner: Manner) -> Reader<'a> {
        Reader { text, at: at.min(text.len()), manner }
    }

    /// Where it stands.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The bytes that are left.
    pub fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn strict(&self) -> bool {
        self.manner == Manner::Strict
    }

    /// Takes these bytes, if they are next.
    pub fn take(&mut self, what: &[u8]) -> bool {
        let found = self.rest().starts_with(what);
        if found {
            self.at += what.len();
        }
        found
    }

    /// Takes a word that ends here: no letter or digit follows it.
    ///
    /// # Errors
    /// When something else is next.
    pub fn word(&mut self, what: &'static [u8]) -> Read<()> {
        let start = self.at;
        if self.take(what) && !self.peek().is_some_and(is_regular) {
            return Ok(());
        }
        self.at = start;
        Err(Wrong("a word is missing where it must stand"))
    }

    /// White space, and comments where they are forgiven.
    pub fn space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\n' | b'\r' => self.at += 1,
                b'\t' | b'\0' | b'\x0c' if !self.strict() => self.at += 1,
                b'%' if !self.strict() => {
                    while self.peek().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    /// What parts two words: white space, of which there must be some; where spelling counts, one blank.
    fn gap(&mut self) -> Read<()> {
        let start = self.at;
        if self.strict() {
            self.take(b" ");
        } else {
            self.space();
        }
        if self.at == start { Err(Wrong("two words run into each other")) } else { Ok(()) }
    }

    /// One line end.
    ///
    /// # Errors
    /// When none is next.
    pub fn line_end(&mut self) -> Read<()> {
        if self.take(b"\r\n") || self.take(b"\n") || self.take(b"\r") {
            return Ok(());
        }
        Err(Wrong("a line does not end where it must"))
    }

    /// A whole number that is not negative, in at most twelve digits.
    ///
    /// # Errors
    /// When none is next, or one with a zero too many where that is not forgiven.
    pub fn count(&mut self) -> Read<usize> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let padded = self.strict() && digits.len() > 1 && digits.starts_with(b"0");
        if digits.is_empty() || digits.len() > 12 || padded {
            return Err(Wrong("a number is missing, or is written in an odd way"));
        }
        decimal(digits).ok_or(Wrong("a number is too large"))
    }

    /// The head of an object: its number and generation, and `obj`.
    ///
    /// # Errors
    /// When something else is next.
    pub fn head(&mut self) -> Read<ObjectId> {
        let id = u32::try_from(self.count()?).map_err(|_| Wrong("the number of an object is too large"))?;
        self.gap()?;
        let generation = u16::try_from(self.count()?).map_err(|_| Wrong("the generation of an object is too large"))?;
        self.gap()?;
        self.word(b"obj")?;
        Ok((id, generation))
    }

    /// An object from its head to behind `endobj`.
    ///
    /// # Errors
    /// What is not well formed.
    pub fn object(&mut self) -> Read<(ObjectId, Object)> {
        let id = self.head()?;
        self.space();
        let value = self.value(0)?;
        self.space();
        let value = match value {
            Object::Dictionary(dictionary) if self.rest().starts_with(b"stream") => self.stream(dictionary)?,
            other => other,
        };
        self.space();
        self.word(b"endobj").map_err(|_| Wrong("an object does not end where it must"))?;
        Ok((id, value))
    }

    /// What stands between `stream` and `endstream`; its length must be given in its dictionary, as a number.
    fn stream(&mut self, dictionary: Dictionary) -> Read<Object> {
        self.word(b"stream")?;
        // A return alone is no line end here (ISO 32000-2, 7.3.8.1).
        if !(self.take(b"\r\n") || self.take(b"\n")) {
            return Err(Wrong("a stream does not begin on a line of its own"));
        }
        let length = dictionary.get(b"Length").ok().and_then(|length| length.as_i64().ok());
        let length = length.and_then(|length| usize::try_from(length).ok());
        let length = length.ok_or(Wrong("a stream does not say how long it is"))?;
        let end = self.at.checked_add(length).filter(|end| *end <= self.text.len());
        let end = end.ok_or(Wrong("a stream is longer than the file"))?;
        let content = self.text.get(self.at..end).unwrap_or_default().to_vec();
        self.at = end;
        let _ = self.line_end();
        self.word(b"endstream").map_err(|_| Wrong("a stream is not as long as it says"))?;
        Ok(Object::Stream(Stream { dict: dictionary, content, allows_compression: true, start_position: None }))
    }

    /// A dictionary.
    ///
    /// # Errors
    /// When something else is next, or it is not well formed.
    pub fn dictionary(&mut self) -> Read<Dictionary> {
        match self.value(0)? {
            Object::Dictionary(dictionary) => Ok(dictionary),
            _ => Err(Wrong("a dictionary is missing where it must stand")),
        }
    }

    /// A value of any kind but a stream.
    ///
    /// # Errors
    /// When it is not well formed, or nested too deep.
    pub fn value(&mut self, depth: usize) -> Read<Object> {
        if depth > DEEPEST {
            return Err(Wrong("a value is nested too deep"));
        }
        match self.peek() {
            Some(b'<') if self.rest().starts_with(b"<<") => self.entries(depth),
            Some(b'<') => self.hexadecimal(),
            Some(b'(') => self.literal(),
            Some(b'/') => self.name(true).map(Object::Name),
            Some(b'[') => self.items(depth),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => self.number(),
            Some(_) => {
                for (word, value) in [
                    (b"true".as_slice(), Object::Boolean(true)),
                    (b"false", Object::Boolean(false)),
                    (b"null", Object::Null),
                ] {
                    if self.rest().starts_with(word) {
                        self.at += word.len();
                        return self.ended(value);
                    }
                }
                Err(Wrong("a word is not known"))
            }
            None => Err(Wrong("a value is missing where it must stand")),
        }
    }

    fn ended(&self, value: Object) -> Read<Object> {
        if self.peek().is_some_and(is_regular) { Err(Wrong("two values run into each other")) } else { Ok(value) }
    }

    fn entries(&mut self, depth: usize) -> Read<Object> {
        self.at += 2;
        let mut dictionary = Dictionary::new();
        loop {
            self.space();
            if self.take(b">>") {
                return Ok(Object::Dictionary(dictionary));
            }
            let key = self.name(false)?;
            self.space();
            let value = self.value(depth + 1)?;
            if dictionary.has(&key) {
                return Err(Wrong("a dictionary has a key twice"));
            }
            if self.strict() && value == Object::Null {
                return Err(Wrong("a dictionary has a key without a value"));
            }
            dictionary.set(key, value);
        }
    }

    fn items(&mut self, depth: usize) -> Read<Object> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space();
            if self.take(b"]") {
                return Ok(Object::Array(items));
            }
            items.push(self.value(depth + 1)?);
        }
    }

    /// A name. Where spelling counts, only a value may have escapes, and only for what can't be written otherwise.
    fn name(&mut self, value: bool) -> Read<Vec<u8>> {
        if !self.take(b"/") {
            return Err(Wrong("a key is missing where it must stand"));
        }
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            self.at += 1;
            match byte {
                b'#' => {
                    let digits = self.text.get(self.at..self.at + 2);
                    let escaped = digits.and_then(|digits| Some(hex(*digits.first()?)? << 4 | hex(*digits.get(1)?)?));
                    let needed = escaped.is_some_and(|byte| byte == b'#' || (byte != 0 && !is_plain(byte)));
                    if self.strict() && !(value && needed) {
                        return Err(Wrong("a name is written with an escape"));
                    }
                    match escaped {
                        Some(byte) => {
                            self.at += 2;
                            name.push(byte);
                        }
                        None => name.push(b'#'),
                    }
                }
                0x21..=0x7e => name.push(byte),
                _ if self.strict() => return Err(Wrong("a name has a letter beyond ASCII")),
                _ => name.push(byte),
            }
        }
        if name.is_empty() && self.strict() {
            return Err(Wrong("a name is empty"));
        }
        Ok(name)
    }

    /// A number, or a reference, which begins as one.
    fn number(&mut self) -> Read<Object> {
        let start = self.at;
        while self.peek().is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.ended(Object::Null)?;
        let odd = Wrong("a number is written in an odd way");
        let (sign, digits) = match text.split_first() {
            Some((b'-', rest)) => (-1, rest),
            Some((b'+', rest)) if !self.strict() => (1, rest),
            _ => (1, text),
        };
        let padded = |digits: &[u8]| self.strict() && digits.len() > 1 && digits.starts_with(b"0");
        if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
            if digits.len() > 18 || padded(digits) || (self.strict() && sign < 0 && digits == b"0") {
                return Err(odd);
            }
            let number = decimal(digits).and_then(|number| i64::try_from(number).ok()).ok_or(odd)?;
            if sign > 0
                && text.len() == digits.len()
                && let Some(id) = self.reference(number)
            {
                return Ok(Object::Reference(id));
            }
            return Ok(Object::Integer(sign * number));
        }
        let mut parts = digits.split(|byte| *byte == b'.');
        let (Some(whole), Some(part), None) = (parts.next(), parts.next(), parts.next()) else { return Err(odd) };
        let fine = |digits: &[u8]| digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit);
        if !fine(whole) || !fine(part) || padded(whole) || (whole.is_empty() && part.is_empty()) {
            return Err(odd);
        }
        if self.strict() && part.is_empty() {
            return Err(odd);
        }
        let text = std::str::from_utf8(text).map_err(|_| odd)?;
        let text = if part.is_empty() { text.trim_end_matches('.') } else { text };
        text.parse::<f32>().map(Object::Real).map_err(|_| odd)
    }

    /// What makes a reference of a number: a generation and `R`. Nothing is taken if they don't follow.
    fn reference(&mut self, number: i64) -> Option<ObjectId> {
        let mut ahead = self.clone();
        ahead.gap().ok()?;
        let generation = ahead.count().ok()?;
        ahead.gap().ok()?;
        ahead.word(b"R").ok()?;
        let id = (u32::try_from(number).ok()?, u16::try_from(generation).ok()?);
        self.at = ahead.at;
        Some(id)
    }

    fn hexadecimal(&mut self) -> Read<Object> {
        self.at += 1;
        let mut digits = Vec::new();
        loop {
            match self.next() {
                Some(b'>') => break,
                Some(byte) => match hex(byte) {
                    Some(digit) => digits.push(digit),
                    None if !self.strict() && byte.is_ascii_whitespace() => {}
                    None => return Err(Wrong("a text in hexadecimal holds something else")),
                },
                None => return Err(Wrong("a text has no end")),
            }
        }
        if !digits.len().is_multiple_of(2) {
            if self.strict() {
                return Err(Wrong("a text in hexadecimal has an odd number of digits"));
            }
            digits.push(0);
        }
        let bytes = digits.chunks_exact(2).map(|pair| match pair {
            [high, low] => high << 4 | low,
            _ => 0,
        });
        Ok(Object::String(bytes.collect(), StringFormat::Hexadecimal))
    }

    fn literal(&mut self) -> Read<Object> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1usize;
        loop {
            match self.next().ok_or(Wrong("a text has no end"))? {
                b'(' => {
                    open += 1;
                    text.push(b'(');
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(Object::String(text, StringFormat::Literal));
                    }
                    text.push(b')');
                }
                // A line end is read as one byte, whichever it is; where spelling counts, it is escaped.
                b'\r' if self.strict() => return Err(Wrong("a text holds a bare line end")),
                b'\r' => {
                    self.take(b"\n");
                    text.push(b'\n');
                }
                b'\\' => self.escape(&mut text)?,
                byte => text.push(byte),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Read<()> {
        match self.next().ok_or(Wrong("a text has no end"))? {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            byte @ (b'(' | b')' | b'\\') => text.push(byte),
            first @ b'0'..=b'7' => {
                let mut value = u32::from(first - b'0');
                let mut digits = 1;
                while let Some(digit @ b'0'..=b'7') = self.peek().filter(|_| digits < 3) {
                    self.at += 1;
                    value = value * 8 + u32::from(digit - b'0');
                    digits += 1;
                }
                if self.strict() && (digits < 3 || value > 255) {
                    return Err(Wrong("a text holds an escape that is not whole"));
                }
                text.push(u8::try_from(value & 255).unwrap_or(0));
            }
            _ if self.strict() => return Err(Wrong("a text holds an escape that is not known")),
            b'\r' => {
                self.take(b"\n");
            }
            b'\n' => {}
            byte => text.push(byte),
        }
        Ok(())
    }
}

/// A byte that belongs to a name or a number: neither white space nor a delimiter (ISO 32000-2, 7.2.3).
fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        b'\0'
            | b'\t'
            | b'\n'
            | b'\x0c'
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

/// A byte that stands in a name as it is.
fn is_plain(byte: u8) -> bool {
    is_regular(byte) && matches!(byte, 0x21..=0x7e)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// A number from digits.
pub fn decimal(digits: &[u8]) -> Option<usize> {
    digits.iter().all(u8::is_ascii_digit).then_some(())?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, manner: Manner) -> Read<Object> {
        let mut reader = Reader::new(text.as_bytes(), 0, manner);
        let value = reader.value(0)?;
        reader.space();
        if reader.rest().is_empty() { Ok(value) } else { Err(Wrong("there is more")) }
    }

    /// Each line is a spelling, and whether both manners take it, or the tolerant one alone.
    #[test]
    fn spellings() {
        for (text, tolerant, strict) in [
            ("0", true, true),
            ("-12", true, true),
            ("+12", true, false),
            ("012", true, false),
            ("-0", true, false),
            ("--1", false, false),
            ("1-2", false, false),
            ("9999999999999999999", false, false),
            ("0.5", true, true),
            ("-.5", true, true),
            ("5.", true, false),
            (".", false, false),
            ("1.2.3", false, false),
            ("00.5", true, false),
            ("1e5", false, false),
            ("12 0 R", true, true),
            ("12  0\nR", true, false),
            ("12 0R", false, false),
            ("12 00 R", true, false),
            ("+12 0 R", false, false),
            ("12 0 Rx", false, false),
            ("/Name", true, true),
            ("/XRefSt#6d", true, false),
            ("/two#20words", true, true),
            ("/a#2Fb", true, true),
            ("/a#23b", true, true),
            ("/a#00b", true, false),
            ("/a#2", true, false),
            ("/a#zz", true, false),
            ("<</two#20words 1>>", true, false),
            ("/", true, false),
            ("/a\u{e9}", true, false),
            ("<00ff>", true, true),
            ("<00FF>", true, true),
            ("<0 0>", true, false),
            ("<00f>", true, false),
            ("<0g>", false, false),
            ("<00", false, false),
            ("(a(b)c)", true, true),
            ("(a\\(b)", true, true),
            ("(a(b)", false, false),
            ("(\\q)", true, false),
            ("(\\7)", true, false),
            ("(\\007)", true, true),
            ("(\\777)", true, false),
            ("(a\rb)", true, false),
            ("(a\\\nb)", true, false),
            ("[1 2[3]/a(b)]", true, true),
            ("[1", false, false),
            ("<</A 1/B[2]>>", true, true),
            ("<</A 1/A 2>>", false, false),
            ("<</A 1/#41 2>>", false, false),
            ("<</A null>>", true, false),
            ("<</A 1%x\n>>", true, false),
            ("<</A\t1>>", true, false),
            ("<<1 2>>", false, false),
            ("<</A>>", false, false),
            ("true", true, true),
            ("truely", false, false),
            ("nulls", false, false),
            ("{}", false, false),
        ] {
            assert_eq!(read(text, Manner::Tolerant).is_ok(), tolerant, "tolerant: {text}");
            assert_eq!(read(text, Manner::Strict).is_ok(), strict, "strict: {text}");
        }
    }

    #[test]
    fn values() {
        let name = |text: &str| Object::Name(text.as_bytes().to_vec());
        assert_eq!(read("/XRefSt#6d", Manner::Tolerant), Ok(name("XRefStm")));
        assert_eq!(read("(a\\053(b)\\n)", Manner::Strict), Ok(Object::string_literal("a+(b)\n")));
        assert_eq!(
            read("[12 0 R 7 -3]", Manner::Strict),
            Ok(Object::Array(vec![Object::Reference((12, 0)), 7.into(), (-3).into()]))
        );
        assert_eq!(read("[1 2 3]", Manner::Strict), Ok(Object::Array(vec![1.into(), 2.into(), 3.into()])));
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
        for manner in [Manner::Tolerant, Manner::Strict] {
            assert_eq!(Reader::new(&deep, 0, manner).value(0), Err(Wrong("a value is nested too deep")));
        }
    }

    #[test]
    fn streams_are_as_long_as_they_say() {
        let whole = |text: &str| Reader::new(text.as_bytes(), 0, Manner::Strict).object().is_ok();
        assert!(whole("1 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj"));
        assert!(whole("1 0 obj\n<</Length 3>>stream\r\nabcendstream endobj"));
        assert!(!whole("1 0 obj\n<</Length 2>>\nstream\nabc\nendstream\nendobj"));
        assert!(!whole("1 0 obj\n<</Length 4>>\nstream\nabc\n\nendstream\n1 endobj"));
        assert!(!whole("1 0 obj\n<</Length 2 0 R>>\nstream\nabc\nendstream\nendobj"));
        assert!(!whole("1 0 obj\n<</Length 3>>\nstream\rabc\nendstream\nendobj"));
        assert!(!whole("1 0 obj\n<</Length 30>>\nstream\nabc\nendstream\nendobj"));
        assert!(!whole("1 0 obj\n(a)\nendobjx"));
        assert!(!whole("1 0 obj\n(a) (b)\nendobj"));
    }
}
