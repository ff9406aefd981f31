//! Appends an update to a signed file, in parts each of which a forger may change.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::collections::BTreeMap;

/// A signed file, and what has to be known of it to append to it.
#[derive(Debug)]
pub struct Base {
    /// Its bytes.
    pub pdf: Vec<u8>,
    /// Number of the catalog.
    pub catalog: u32,
    /// The first number that is free.
    pub size: u32,
    /// Place of its last table.
    pub table: usize,
    /// Its last trailer, with brackets.
    trailer: String,
}

/// The place of the last occurrence of a word.
fn last(pdf: &[u8], what: &str) -> usize {
    pdf.windows(what.len()).rposition(|window| window == what.as_bytes()).expect("it is there")
}

/// The number behind the last occurrence of a word in a text.
fn number(text: &str, what: &str) -> usize {
    let at = text.rfind(what).expect("it is there") + what.len();
    let digits: String = text[at..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}

impl Base {
    /// Looks at a file.
    pub fn of(pdf: Vec<u8>) -> Base {
        let at = last(&pdf, "trailer");
        let tail = String::from_utf8_lossy(&pdf[at..]).into_owned();
        let trailer = tail["trailer\n".len()..tail.find("\nstartxref").expect("an end")].to_owned();
        let small = |text: &str, what: &str| u32::try_from(number(text, what)).expect("it is small");
        let (catalog, size) = (small(&trailer, "/Root "), small(&trailer, "/Size "));
        Base { catalog, size, table: number(&tail, "startxref\n"), trailer, pdf }
    }

    /// The text of an object: between its head and `endobj`, where it was written last.
    pub fn object(&self, number: u32) -> String {
        let head = format!("\n{number} 0 obj\n");
        let at = last(&self.pdf, &head) + head.len();
        let end = self.pdf[at..].windows(7).position(|window| window == b"\nendobj").expect("its end");
        String::from_utf8(self.pdf[at..at + end].to_vec()).expect("text")
    }
}

/// An update in parts, each of which a forger may change.
#[derive(Clone, Debug)]
pub struct Update {
    base: &'static Base,
    /// Objects by number; each is its text.
    pub objects: Vec<(u32, Vec<u8>)>,
    /// Head of the table.
    pub head: String,
    /// Lines of the table: first number, count, and the numbers whose places stand there.
    pub sections: Vec<(String, Vec<String>)>,
    /// What stands between the table and `trailer`.
    pub trailer_word: String,
    /// The trailer with its brackets.
    pub trailer: String,
    /// What stands between the trailer and `startxref`.
    pub gap: String,
    /// The place of the table, as it is written: `{}` is the right one.
    pub place: String,
    /// What closes the file.
    pub close: String,
    /// Bytes ahead of the first object, and ahead of the table.
    pub ahead: (Vec<u8>, Vec<u8>),
}

impl Update {
    /// What holds: a catalog with a security store.
    pub fn honest(base: &'static Base, der: &[u8]) -> Update {
        let stream = [format!("<</Length {}>>\nstream\n", der.len()).as_bytes(), der, b"\nendstream"].concat();
        let catalog = base.object(base.catalog).replacen("<<", &format!("<</DSS {} 0 R", base.size), 1);
        let store = format!("<</Type/DSS/Certs[{} 0 R]>>", base.size + 1);
        Update::of(
            base,
            vec![(base.catalog, catalog.into_bytes()), (base.size, store.into_bytes()), (base.size + 1, stream)],
        )
    }

    pub fn of(base: &'static Base, mut objects: Vec<(u32, Vec<u8>)>) -> Update {
        objects.sort_by_key(|(number, _)| *number);
        let mut sections = vec![("0 1".to_owned(), vec!["0000000000 65535 f \n".to_owned()])];
        for (number, _) in &objects {
            sections.push((format!("{number} 1"), vec![format!("@{number} 00000 n \n")]));
        }
        let size = objects.iter().map(|(number, _)| number + 1).max().unwrap_or(0).max(base.size);
        let prev = number(&base.trailer, "/Prev ");
        let trailer = base
            .trailer
            .replace(&format!("/Size {}", base.size), &format!("/Size {size}"))
            .replace(&format!("/Prev {prev}"), &format!("/Prev {}", base.table));
        Update {
            base,
            objects,
            head: "xref\n".to_owned(),
            sections,
            trailer_word: "trailer\n".to_owned(),
            trailer,
            gap: "\n".to_owned(),
            place: "{}".to_owned(),
            close: "\n%%EOF\n".to_owned(),
            ahead: (Vec::new(), Vec::new()),
        }
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.base.pdf.clone();
        out.extend_from_slice(&self.ahead.0);
        let mut places = BTreeMap::new();
        for (number, body) in &self.objects {
            places.insert(*number, out.len());
            // A text that begins with its own head keeps it.
            if !body.starts_with(b"@") {
                out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            }
            out.extend_from_slice(body.strip_prefix(b"@").unwrap_or(body));
            out.extend_from_slice(b"\nendobj\n");
        }
        out.extend_from_slice(&self.ahead.1);
        let table = out.len();
        out.extend_from_slice(self.head.as_bytes());
        for (head, lines) in &self.sections {
            out.extend_from_slice(format!("{head}\n").as_bytes());
            for line in lines {
                // `@7 ` stands for the place of object 7.
                let own = line.split_once('@').and_then(|(ahead, rest)| Some((ahead, rest.split_once(' ')?)));
                let line = match own {
                    Some((ahead, (number, rest))) => match number.parse().ok().and_then(|n: u32| places.get(&n)) {
                        Some(place) => format!("{ahead}{place:010} {rest}"),
                        None => line.clone(),
                    },
                    None => line.clone(),
                };
                out.extend_from_slice(line.as_bytes());
            }
        }
        out.extend_from_slice(self.trailer_word.as_bytes());
        out.extend_from_slice(self.trailer.replace("@TABLE", &table.to_string()).as_bytes());
        out.extend_from_slice(self.gap.as_bytes());
        let place = self.place.replace("{}", &table.to_string());
        out.extend_from_slice(format!("startxref\n{place}{}", self.close).as_bytes());
        out
    }

    /// With its trailer changed.
    pub fn trailer(mut self, from: &str, to: &str) -> Update {
        assert!(self.trailer.contains(from), "{from} in {}", self.trailer);
        self.trailer = self.trailer.replacen(from, to, 1);
        self
    }

    /// With a text in one of its objects changed.
    pub fn object(mut self, number: u32, from: &str, to: &str) -> Update {
        let (_, body) = self.objects.iter_mut().find(|(known, _)| *known == number).expect("the object");
        let at = body.windows(from.len()).position(|window| window == from.as_bytes()).expect("the text");
        body.splice(at..at + from.len(), to.bytes());
        self
    }

    /// With another object, and a line for it.
    pub fn with(self, number: u32, body: &[u8]) -> Update {
        let changed = Update::of(self.base, self.objects.iter().cloned().chain([(number, body.to_vec())]).collect());
        Update { sections: changed.sections, trailer: changed.trailer, objects: changed.objects, ..self }
    }

    /// Changed in any way.
    pub fn change(mut self, change: impl Fn(&mut Update)) -> Update {
        change(&mut self);
        self
    }
}
