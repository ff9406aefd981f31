//! What a drawing must not hold, as data; the words come last.

use crate::diag::grouped;

use super::limits::DEPTH;
use super::limits::NODES;

/// What is wrong with a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It can't be read as XML; the reader's reason.
    NotXml(String),
    /// Its declaration names an encoding in which a browser would read other text than is checked here.
    Encoding(String),
    /// Its document type declares entities or more.
    Declares,
    /// Its outermost element is no `svg` in the namespace of SVG.
    NotSvg,
    /// A processing instruction, such as `xml-stylesheet`.
    Instruction(String),
    /// An element `script`.
    Script,
    /// An element that moves others, such as `animate`; its name.
    Animation(String),
    /// An element that is not on the list.
    Element(String),
    /// An element of another language that browsers know.
    Namespace(String),
    /// HTML that a PDF shows nothing for.
    Foreign,
    /// HTML that a PDF shows the plain text beside for.
    Replaced,
    /// An element of HTML that does more than set text.
    Html(String),
    /// An attribute that holds a script.
    Handler(String),
    /// An attribute that is not on the list.
    Attribute(String),
    /// A link that is not to the web, to a mailbox or within the drawing.
    Link(String),
    /// Something that is loaded from elsewhere.
    Outside(String),
    /// A `data:` address of a kind that is no image or font.
    Data(String),
    /// A drawing inside of this one that must not be there.
    Inside(Box<Fault>),
    /// Drawings inside of drawings inside of drawings.
    InsideTooDeep,
    /// A style sheet of another kind than CSS.
    StyleKind(String),
    /// A rule of CSS such as `@import`.
    Rule(String),
    /// A function of CSS that is not on the list.
    Function(String),
    /// A backslash in CSS, which can write any word so that it does not look like it.
    Escape,
    /// More elements than a drawing may have.
    TooMany,
    /// More elements than a drawing may have, once those that are used several times are counted as often.
    TooManyUsed,
    /// Elements too deep inside each other, or inside of what they refer to.
    TooDeep,
}

impl Fault {
    /// False for what is only worth a warning.
    pub fn refuses(&self) -> bool {
        !matches!(self, Fault::Replaced)
    }

    /// What is wrong, in lower case.
    pub fn message(&self) -> String {
        match self {
            Fault::NotXml(reason) => format!("the SVG can't be read: {}", decapitalised(reason)),
            Fault::Encoding(name) => format!("the SVG says that it is written in `{}`, not in UTF-8", short(name)),
            Fault::Declares => "the SVG declares entities of its own".to_owned(),
            Fault::NotSvg => "the outermost element is no `svg` of SVG".to_owned(),
            Fault::Instruction(name) => format!("the SVG has the instruction `{}`", short(name)),
            Fault::Script => "the SVG has a script".to_owned(),
            Fault::Animation(name) => format!("the SVG moves: `{name}` has no meaning on paper"),
            Fault::Element(name) => format!("an SVG may not have the element `{}`", short(name)),
            Fault::Namespace(name) => format!("the SVG has `{}` of another language than SVG", short(name)),
            Fault::Foreign => "the SVG has text as HTML, which a PDF can't show".to_owned(),
            Fault::Replaced => "the SVG has text as HTML: in the PDF stands the plain text beside it".to_owned(),
            Fault::Html(name) => format!("the HTML in the SVG may not have `{}`", short(name)),
            Fault::Handler(name) => format!("the SVG has a script in the attribute `{}`", short(name)),
            Fault::Attribute(name) => format!("an SVG may not have the attribute `{}` here", short(name)),
            Fault::Link(address) => format!("the SVG links to `{}`", short(address)),
            Fault::Outside(address) => format!("the SVG loads `{}`, which is not in it", short(address)),
            Fault::Data(kind) => format!("the SVG holds data of the kind `{}`", short(kind)),
            Fault::Inside(fault) => format!("in an SVG inside of this one: {}", fault.message()),
            Fault::InsideTooDeep => "SVGs lie inside of SVGs too deep".to_owned(),
            Fault::StyleKind(kind) => format!("the SVG has styles of the kind `{}`", short(kind)),
            Fault::Rule(name) => format!("the styles of the SVG have the rule `@{}`", short(name)),
            Fault::Function(name) => format!("the styles of the SVG have the function `{}()`", short(name)),
            Fault::Escape => "the styles of the SVG have a backslash".to_owned(),
            Fault::TooMany => {
                format!("the SVG has more than {} elements", grouped(NODES as usize))
            }
            Fault::TooManyUsed => {
                format!(
                    "the SVG comes to more than {} elements, each counted as often as it is used",
                    grouped(NODES as usize)
                )
            }
            Fault::TooDeep => format!("more than {} elements of the SVG lie inside each other", DEPTH),
        }
    }

    /// What to do.
    pub fn cure(&self) -> String {
        let text = match self {
            Fault::NotXml(_) => "open it in the drawing program and save it anew",
            Fault::Encoding(_) => "save it as UTF-8, and write `encoding=\"UTF-8\"` or nothing",
            Fault::Declares | Fault::Instruction(_) | Fault::Namespace(_) => {
                "export it as a plain SVG, without what the drawing program keeps for itself"
            }
            Fault::NotSvg => "the file begins with `<svg xmlns=\"http://www.w3.org/2000/svg\" ...>`",
            Fault::Script | Fault::Handler(_) => {
                "remove it: opened by itself, the file is a page of your site, and the script would run there"
            }
            Fault::Animation(_) => "remove it; draw two images where a change is to be seen",
            Fault::Element(_) | Fault::Attribute(_) => "remove it, or export the drawing as a plain SVG",
            Fault::Foreign => {
                "write the text as text of SVG: in draw.io switch off `Formatted Text` and `Word Wrap`, in Mermaid set \
                 `htmlLabels: false`"
            }
            Fault::Replaced => "to have the same in both, write the text as text of SVG",
            Fault::Html(_) => "only text and its looks can stand there: remove the rest",
            Fault::Link(_) => "a link in a drawing begins with `https://`, `http://`, `mailto:` or `#`",
            Fault::Outside(_) => {
                "put what it needs into the drawing: embed images as PNG, JPEG, GIF or WebP, and fonts or none"
            }
            Fault::Data(_) => "embed images as PNG, JPEG, GIF, WebP or SVG, and fonts as WOFF",
            Fault::Inside(fault) => return fault.cure(),
            Fault::InsideTooDeep => "put the drawings on one level",
            Fault::StyleKind(_) => "write styles as `text/css`",
            Fault::Rule(_) | Fault::Function(_) => "remove it: colours, strokes and fonts need none",
            Fault::Escape => "write the characters themselves",
            Fault::TooMany | Fault::TooManyUsed | Fault::TooDeep => "simplify the drawing, or use a PNG",
        };
        text.to_owned()
    }
}

/// The beginning of words out of a file, without what has no place in a message.
fn short(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut out: String = text.chars().take(60).map(clean).collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

fn decapitalised(text: &str) -> String {
    let text = short(text);
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| format!("{}{}", first.to_lowercase(), chars.as_str()))
}
