//! The calls of the runtime's macros, as a person would write them.

use std::fmt::Write;

use crate::model::{
    Api, Body, Field, Format, KeyedMember, Member, Object, OpenEnum, Operation, Outcome, Parameter,
    ResponseCodec, Scheme, SchemeKind, Server, Shape, Type, Union,
};
use crate::text::rustdoc;

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    proc_macro2::Literal::string(text).to_string()
}

/// A doc comment, or nothing.
fn docs(text: &str, indent: &str, out: &mut String) {
    if text.trim().is_empty() {
        return;
    }
    for line in rustdoc(text).lines() {
        let space = if line.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{indent}///{space}{line}");
    }
}

/// A type, as the source of its definition.
pub(super) fn ty(it: &Type) -> String {
    let mut body = String::new();
    let name = match &it.shape {
        Shape::Object(shape) => object(it, shape, &mut body),
        Shape::Enum(shape) => open_enum(it, shape, &mut body),
        Shape::Union(shape) => union(it, shape, &mut body),
        Shape::Keyed(members) => keyed(it, members, &mut body),
        Shape::Newtype(inner) => {
            docs(&it.docs, "    ", &mut body);
            let _ = writeln!(body, "    pub struct {}({inner});", it.name);
            "newtype"
        }
        Shape::Other(items) => return other(items),
    };
    format!("crate::runtime::{name}! {{\n{body}}}\n")
}

fn other(items: &[syn::Item]) -> String {
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: items.to_vec(),
    };
    prettyplease::unparse(&file)
}

fn object(it: &Type, object: &Object, out: &mut String) -> &'static str {
    docs(&it.docs, "    ", out);
    let default = if object.is_default() { ": Default" } else { "" };
    let _ = writeln!(
        out,
        "    pub struct {}{default}, {} {{",
        it.name, object.builder
    );
    for field in &object.fields {
        self::field(field, out);
    }
    out.push_str("    }\n");
    if let Some((name, value)) = &object.rest {
        let _ = writeln!(out, "    rest {name}: {value}");
    }
    "object"
}

fn field(field: &Field, out: &mut String) {
    docs(&field.docs, "        ", out);
    let wire = if field.ident == field.wire {
        String::new()
    } else {
        format!(" = {}", literal(&field.wire))
    };
    let also: String = field
        .also
        .iter()
        .map(|name| format!(" | {}", literal(name)))
        .collect();
    let _ = writeln!(
        out,
        "        {} {}: {}{wire}{also},",
        field.presence.word(),
        field.ident,
        field.ty
    );
}

fn open_enum(it: &Type, open: &OpenEnum, out: &mut String) -> &'static str {
    docs(&it.docs, "    ", out);
    let _ = writeln!(out, "    pub enum {} else {} {{", it.name, open.unknown);
    for variant in &open.variants {
        docs(&variant.docs, "        ", out);
        let _ = writeln!(
            out,
            "        {} = {},",
            variant.ident,
            literal(&variant.wire)
        );
    }
    out.push_str("    }\n");
    "open_enum"
}

fn union(it: &Type, union: &Union, out: &mut String) -> &'static str {
    docs(&it.docs, "    ", out);
    let tag = union
        .tag
        .as_ref()
        .map(|tag| format!(" by {}", literal(tag)))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "    pub enum {}{tag} else {} {{",
        it.name, union.unknown
    );
    for member in &union.members {
        self::member(member, out);
    }
    out.push_str("    }\n");
    "union"
}

fn member(member: &Member, out: &mut String) {
    docs(&member.docs, "        ", out);
    let from = match member.conversions().as_slice() {
        [] => String::new(),
        [_] => " + from".to_owned(),
        [_, inner, ..] => format!(" + from of {inner}"),
    };
    let tags: Vec<String> = member.tags.iter().map(|tag| literal(tag)).collect();
    let tags = if tags.is_empty() {
        String::new()
    } else {
        let raw = if member.tags_are_texts { "" } else { "raw " };
        format!(" = {raw}[{}]", tags.join(", "))
    };
    let _ = writeln!(
        out,
        "        {}({}) {}{from}{tags},",
        member.ident,
        member.ty,
        member.kind.word()
    );
}

fn keyed(it: &Type, members: &[KeyedMember], out: &mut String) -> &'static str {
    docs(&it.docs, "    ", out);
    let _ = writeln!(out, "    pub enum {} {{", it.name);
    for member in members {
        docs(&member.docs, "        ", out);
        let from = if member.converts { " + from" } else { "" };
        let _ = writeln!(
            out,
            "        {}({}){from} = {},",
            member.ident,
            member.ty,
            literal(&member.wire)
        );
    }
    out.push_str("    }\n");
    "keyed"
}

/// An operation, with the enums of what its calls end in.
pub(super) fn operation(it: &Operation) -> String {
    let mut out = String::new();
    for (outcome, role) in [(&it.success, "success"), (&it.failure, "failure")] {
        self::outcome(outcome, role, &it.method, &mut out);
    }
    out.push_str("crate::runtime::operation! {\n");
    docs(&it.docs, "    ", &mut out);
    let _ = writeln!(
        out,
        "    pub fn {} -> {} = {}",
        it.method,
        it.builder,
        literal(&it.id)
    );
    let _ = writeln!(out, "    {} {}", literal(&it.verb), literal(&it.path));
    block("parameters", &it.parameters, parameter, &mut out);
    if !it.bodies.is_empty() {
        let required = if it.body_required {
            "required"
        } else {
            "optional"
        };
        block(&format!("body {required}"), &it.bodies, body, &mut out);
    }
    responses(&it.success, "success", &mut out);
    responses(&it.failure, "failure", &mut out);
    let alternatives: Vec<String> = it.security.iter().map(|it| list(it)).collect();
    let _ = writeln!(out, "    security [{}]", alternatives.join(", "));
    let servers: Vec<String> = it.servers.iter().map(own_server).collect();
    let _ = writeln!(out, "    servers [{}]", servers.join(", "));
    out.push_str("}\n");
    out
}

fn block<T>(name: &str, items: &[T], print: fn(&T, &mut String), out: &mut String) {
    if items.is_empty() {
        let _ = writeln!(out, "    {name} {{}}");
        return;
    }
    let _ = writeln!(out, "    {name} {{");
    for item in items {
        print(item, out);
    }
    out.push_str("    }\n");
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn parameter(it: &Parameter, out: &mut String) {
    docs(&it.docs, "        ", out);
    let mut words = format!(
        "{} {} {}",
        it.place.word(),
        literal(&it.name),
        it.style.word()
    );
    let flags = [
        (it.required, " required"),
        (it.explode, " explode"),
        (it.allow_reserved, " allow_reserved"),
        (it.json, " json"),
    ];
    for (_, flag) in flags.iter().filter(|(set, _)| *set) {
        words.push_str(flag);
    }
    let _ = writeln!(out, "        {}: {} = {words},", it.ident, it.ty);
}

fn body(it: &Body, out: &mut String) {
    let mut encoding: Vec<String> = Vec::new();
    for part in &it.encoding {
        let mut text = format!("{} {{", literal(&part.property));
        if let Some(media) = &part.content_type {
            let _ = write!(text, " .content_type({})", literal(media));
        }
        if let Some(style) = part.style {
            let _ = write!(text, " .style(crate::runtime::Style::{})", style.word());
        }
        if let Some(explode) = part.explode {
            let _ = write!(text, " .explode({explode})");
        }
        if part.allow_reserved {
            text.push_str(" .allow_reserved()");
        }
        text.push_str(" }");
        encoding.push(text);
    }
    let encoding = if encoding.is_empty() {
        String::new()
    } else {
        format!(" [{}]", encoding.join(" "))
    };
    let _ = writeln!(
        out,
        "        {}: {} = {} {}{encoding},",
        it.ident,
        it.ty,
        it.codec.word(),
        literal(&it.media_type)
    );
}

/// The enum of an outcome with several types.
fn outcome(outcome: &Outcome, role: &str, method: &str, out: &mut String) {
    let Outcome::Several { name, variants } = outcome else {
        return;
    };
    let _ = writeln!(out, "crate::runtime::outcome! {{");
    let _ = writeln!(out, "    /// What a {role} of [`Client::{method}`] is.");
    let _ = writeln!(out, "    pub enum {name} {{");
    for variant in variants {
        let ty = variant
            .ty
            .as_ref()
            .map(|ty| format!("({ty})"))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "        {}{ty} {},",
            variant.ident,
            variant.codec.word()
        );
    }
    out.push_str("    }\n}\n\n");
}

fn responses(outcome: &Outcome, role: &str, out: &mut String) {
    let format = |codec: ResponseCodec, it: &Format| {
        let until = match it.stream_end.as_str() {
            "" => String::new(),
            end => format!(" until {}", literal(end)),
        };
        let (status, media) = (literal(&it.status), literal(&it.media_type));
        format!("{} {status} {media}{until},", codec.word())
    };
    let (read, ty, formats): (&str, String, Vec<String>) = match outcome {
        Outcome::Undocumented if role == "success" => {
            ("bytes", "crate::runtime::ByteStream".to_owned(), Vec::new())
        }
        Outcome::Undocumented => ("empty", "()".to_owned(), Vec::new()),
        Outcome::One { ty, codec, formats } => (
            codec.word(),
            ty.clone(),
            formats.iter().map(|it| format(*codec, it)).collect(),
        ),
        Outcome::Several { name, variants } => (
            "outcome",
            name.clone(),
            variants
                .iter()
                .map(|it| format(it.codec, &it.format))
                .collect(),
        ),
    };
    let formats = match formats.as_slice() {
        [] => "{}".to_owned(),
        [only] => format!("{{ {only} }}"),
        // One line for each, so that one that comes is one line of a diff.
        several => format!("{{\n        {}\n    }}", several.join("\n        ")),
    };
    let _ = writeln!(out, "    {role} {read} {ty} {formats}");
}

fn own_server(server: &Server) -> String {
    let variables: Vec<String> = server
        .variables
        .iter()
        .map(|it| format!("{} = {}", literal(&it.name), literal(&it.default)))
        .collect();
    format!("{} {{ {} }}", literal(&server.url), variables.join(", "))
}

/// The client.
pub(super) fn client(api: &Api) -> String {
    let mut out = "crate::runtime::client! {\n".to_owned();
    docs(&api.docs, "    ", &mut out);
    let _ = writeln!(out, "    {} {}", literal(&api.title), literal(&api.version));
    if !api.servers.is_empty() {
        block("servers", &api.servers, server, &mut out);
    }
    block("credentials", &api.schemes, scheme, &mut out);
    out.push_str("}\n");
    out
}

fn server(it: &Server, out: &mut String) {
    docs(&it.docs, "        ", out);
    let variables: Vec<String> = it
        .variables
        .iter()
        .map(|it| {
            format!(
                "{} = {} {},",
                literal(&it.name),
                literal(&it.default),
                list(&it.values)
            )
        })
        .collect();
    let variables = if variables.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", variables.join(" "))
    };
    let _ = writeln!(
        out,
        "        {} = {} {variables},",
        it.name,
        literal(&it.url)
    );
}

fn scheme(it: &Scheme, out: &mut String) {
    docs(&it.docs, "        ", out);
    let kind = match &it.kind {
        SchemeKind::Bearer => "Bearer".to_owned(),
        SchemeKind::Basic => "Basic".to_owned(),
        SchemeKind::OAuth2 => "OAuth2".to_owned(),
        SchemeKind::OpenIdConnect => "OpenIdConnect".to_owned(),
        SchemeKind::ApiKey(place, key) => format!("ApiKey {} {}", place.word(), literal(key)),
    };
    let _ = writeln!(
        out,
        "        {}({kind}) = {},",
        it.method,
        literal(&it.name)
    );
}
