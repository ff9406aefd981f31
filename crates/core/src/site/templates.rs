//! The template engine over a theme: filters that write prose and links, and errors as diagnostics.

use std::sync::Arc;

use tera::ErrorKind;
use tera::Kwargs;
use tera::State;
use tera::Tera;
use tera::TeraResult;
use tera::Value;

use serde::Deserialize;

use crate::diag::Sink;
use crate::diag::register;
use crate::markup::Block;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::source::Span;
use crate::theme::Theme;

use super::html::Writer;
use super::urls;
use super::urls::Urls;

/// The engine, with every `.html` of the theme's `site/` folder under its name below it.
pub(super) fn engine(theme: &Theme, urls: Urls, sink: &mut Sink) -> Option<Tera> {
    let urls = Arc::new(urls);
    let (layered, shown) = (Arc::clone(&urls), Arc::clone(&urls));
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html", ".xml"]);
    let prose = Arc::clone(&urls);
    tera.register_filter("prose", move |value: &Value, _: Kwargs, state: &State| -> TeraResult<Value> {
        let doc = Doc::deserialize(value).map_err(tera::Error::message)?;
        Ok(Value::safe_string(&Writer::new(&prose, &root(state)?).doc(&doc)))
    });
    let blocks = Arc::clone(&urls);
    tera.register_filter("blocks", move |value: &Value, _: Kwargs, state: &State| -> TeraResult<Value> {
        let list = Vec::<Block>::deserialize(value).map_err(tera::Error::message)?;
        Ok(Value::safe_string(&Writer::new(&blocks, &root(state)?).all_blocks(&list)))
    });
    let line = Arc::clone(&urls);
    tera.register_filter("line", move |value: &Value, _: Kwargs, state: &State| -> TeraResult<Value> {
        let inlines = Vec::<Inline>::deserialize(value).map_err(tera::Error::message)?;
        Ok(Value::safe_string(&Writer::new(&line, &root(state)?).line(&inlines)))
    });
    tera.register_filter("url", move |id: &str, _: Kwargs, state: &State| -> TeraResult<String> {
        Ok(format!("{}{}", root(state)?, urls::encode(urls.path(id))))
    });
    // A practice as a profile makes it; the practice itself where that profile does not touch it.
    tera.register_filter("layered", move |id: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let layer = kwargs.get::<String>("layer")?.unwrap_or_default();
        let path = layered.known(&urls::layered(&layer, id)).unwrap_or_else(|| layered.path(id));
        Ok(format!("{}{}", root(state)?, urls::encode(path)))
    });
    // A bullet of a practice, on the page that shows it.
    tera.register_filter("bullet", move |id: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let practice = kwargs.get::<String>("practice")?.unwrap_or_default();
        let path = urls::encode(shown.bullet(&practice, id));
        Ok(format!("{}{path}#{}", root(state)?, urls::encode(id)))
    });
    tera.register_filter("anchor", |id: &str, _: Kwargs, _: &State| format!("#{}", urls::encode(id)));
    tera.register_filter("key", |text: &str, _: Kwargs, _: &State| urls::key(text));
    tera.register_filter("svg", |svg: &str, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let prefix = kwargs.get::<String>("prefix")?.unwrap_or_default();
        Ok(Value::safe_string(&drawing(svg, &prefix)))
    });
    tera.register_filter("kib", |bytes: u64, _: Kwargs, _: &State| match bytes {
        0..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    });
    let templates: Vec<(String, String)> = theme
        .under("site/")
        .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml"))
        .map(|(name, file)| (name.trim_start_matches("site/").to_owned(), file.text().to_owned()))
        .collect();
    match tera.add_raw_templates(templates) {
        Ok(()) => Some(tera),
        Err(error) => {
            report(&error, "", theme, sink);
            None
        }
    }
}

/// A chart as it stands in a page: its ids begin with `prefix`, so that a page can hold it more than once, and it is
/// left to its figure to say what it shows.
fn drawing(svg: &str, prefix: &str) -> String {
    let prefix = urls::key(prefix);
    let svg = svg.replacen("<svg ", "<svg aria-hidden=\"true\" focusable=\"false\" ", 1);
    svg.replace(" id=\"", &format!(" id=\"_{prefix}")).replace("url(#", &format!("url(#_{prefix}"))
}

fn root(state: &State) -> TeraResult<String> {
    Ok(state.get::<String>("root")?.unwrap_or_default())
}

/// An error of a template as a diagnostic, with its place where the engine tells it and the file is the book's own.
pub(super) fn report(error: &tera::Error, page: &str, theme: &Theme, sink: &mut Sink) {
    let (name, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename(), Some(report.span().range.clone()), report.message().to_owned())
        }
        // These tell the file, but not where in it.
        ErrorKind::CircularExtend { tpl, .. }
        | ErrorKind::CircularInclude { tpl, .. }
        | ErrorKind::MissingParent { current: tpl, .. } => (tpl.as_str(), Some(0..0), error.to_string()),
        _ => (page, None, error.to_string()),
    };
    let file = theme.files.get(&format!("site/{name}")).and_then(|file| file.origin);
    let span = file.zip(range).map(|(file, range)| Span::new(file, range.start, range.end));
    let message = message.trim().trim_end_matches('.');
    let name = if name.is_empty() { "site" } else { name };
    let diagnostic = sink.error(register::THEME_TEMPLATE, span, format!("the template `{name}` fails: {message}"));
    if !page.is_empty() && page != name {
        diagnostic.help(format!("while making `{page}`"));
    }
    if file.is_none() {
        diagnostic.help("the templates see the data that docs/theming.md describes");
    }
}
