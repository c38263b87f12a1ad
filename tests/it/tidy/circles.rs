//! Which file uses which, inside folders too: nothing goes in a circle.
//!
//! A file uses another where one of its paths, in a `use` or in the code itself, names something that the other one
//! defines. A path that leads through re-exports counts for the file at its end. So a folder's own file that only declares
//! modules and re-exports them makes no circle with its children; one that has a function which a child calls does, where
//! it uses that child in turn. The same goes for names that a folder's own file imports for its children alone. Calls of
//! methods are not seen, so a file that only adds methods to a type of another one has no users here.

use std::collections::{BTreeMap, BTreeSet};

use super::{SourceFile, expect_none, is_of_tests, program, read};

/// The module of a file, as the segments of its path from the root of the crate.
type Path = Vec<String>;

/// One file, taken apart.
#[derive(Default)]
struct Module {
    file: String,
    path: Path,
    imports: Vec<Import>,
    /// The names of its own items.
    items: BTreeSet<String>,
    /// Every word outside imports.
    words: BTreeSet<String>,
    /// Every path of two segments or more outside imports.
    paths: Vec<Path>,
}

/// One name of a `use`.
struct Import {
    path: Path,
    name: String,
    is_public: bool,
}

/// Words that are followed by the name of an item.
const ITEMS: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"];

impl Module {
    fn of(file: &SourceFile) -> Self {
        let mut path: Path =
            file.path["src/".len()..file.path.len() - ".rs".len()].split('/').map(str::to_owned).collect();
        path.pop_if(|last| last == "mod");
        let mut module = Self { file: file.path.clone(), path, ..Self::default() };
        let code = module.without_imports(&tokens(&program(file)));
        module.read(&code);
        module
    }

    /// Takes imports, declarations of modules and visibilities out of the code.
    fn without_imports(&mut self, tokens: &[String]) -> Vec<String> {
        let (mut rest, mut at, mut is_public) = (Vec::new(), 0, false);
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token == word);
        while at < tokens.len() {
            if is(at, "pub") {
                is_public = true;
                at += 1;
                if is(at, "(") {
                    at += tokens[at..].iter().position(|token| token == ")").unwrap() + 1;
                }
                continue;
            }
            if is(at, "use") {
                let mut found = Vec::new();
                at = names_of_use(tokens, at + 1, &[], &mut found) + 1;
                let found = found.into_iter();
                self.imports.extend(found.map(|(path, name)| Import { path, name, is_public }));
            } else if is(at, "mod") && is(at + 2, ";") {
                at += 3;
            } else {
                rest.push(tokens[at].clone());
                at += 1;
            }
            is_public = false;
        }
        rest
    }

    fn read(&mut self, code: &[String]) {
        let mut at = 0;
        while at < code.len() {
            let word = &code[at];
            match code.get(at + 1) {
                Some(name) if ITEMS.contains(&word.as_str()) && is_word(name) => {
                    self.items.insert(name.clone());
                }
                Some(mark) if word == "macro_rules" && mark == "!" => {
                    self.items.insert(code[at + 2].clone());
                }
                _ => {}
            }
            if is_word(word) {
                self.words.insert(word.clone());
                let mut path = vec![word.clone()];
                while code.get(at + 1).is_some_and(|mark| mark == "::")
                    && let Some(next) = code.get(at + 2).filter(|next| is_word(next))
                {
                    path.push(next.clone());
                    at += 2;
                }
                if path.len() > 1 {
                    self.paths.push(path);
                }
            }
            at += 1;
        }
    }
}

/// Reads the tree of a `use` that begins here, and returns where it ends.
fn names_of_use(
    tokens: &[String],
    mut at: usize,
    above: &[String],
    found: &mut Vec<(Path, String)>,
) -> usize {
    let mut path = above.to_vec();
    loop {
        if tokens[at] == "{" {
            at += 1;
            while tokens[at] != "}" {
                at = names_of_use(tokens, at, &path, found);
                at += usize::from(tokens[at] == ",");
            }
            return at + 1;
        }
        path.push(tokens[at].clone());
        at += 1;
        if tokens[at] != "::" {
            break;
        }
        at += 1;
    }
    path.pop_if(|last| last == "self" && !above.is_empty());
    let mut name = path.last().unwrap().clone();
    if tokens[at] == "as" {
        name.clone_from(&tokens[at + 1]);
        at += 2;
    }
    found.push((path, name));
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The words and marks of code, without comments and the contents of texts.
fn tokens(code: &str) -> Vec<String> {
    let (mut tokens, mut rest) = (Vec::new(), code);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => text_length(rest),
            'r' if rest.starts_with("r\"") => 2 + rest[2..].find('"').unwrap() + 1,
            'r' if rest.starts_with("r#\"") => 3 + rest[3..].find("\"#").unwrap() + 2,
            '\'' => character_length(rest),
            _ if is_word(rest) => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if is_word(token) || token == "::" || (length == first.len_utf8() && !first.is_whitespace()) {
            tokens.push(token.to_owned());
        }
        rest = after;
    }
    tokens
}

/// The length of the text that begins with this quotation mark.
fn text_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    rest.len()
}

/// The length of the character that begins here, or of the mark of a lifetime.
fn character_length(rest: &str) -> usize {
    let mut inside = rest.char_indices().skip(1);
    match (inside.next(), inside.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let from = at + escaped.len_utf8();
            from + rest[from..].find('\'').unwrap() + 1
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// Every file with the files that it uses, each with the path that shows it.
struct Graph(BTreeMap<Path, Module>);

impl Graph {
    fn of(files: &[SourceFile]) -> Self {
        let modules = files.iter().map(Module::of);
        Self(modules.map(|module| (module.path.clone(), module)).collect())
    }

    /// The path from the root of the crate; `None` for one into another crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Path> {
        let up = path.iter().take_while(|segment| *segment == "super").count();
        let (mut from, rest) = match path[0].as_str() {
            "crate" => return Some(path[1..].to_vec()),
            "self" => (module.path.clone(), &path[1..]),
            "super" => (module.path[..module.path.len().checked_sub(up)?].to_vec(), &path[up..]),
            child => {
                let of_child = [&module.path[..], &[child.to_owned()]].concat();
                self.0.contains_key(&of_child).then_some(())?;
                (module.path.clone(), path)
            }
        };
        from.extend_from_slice(rest);
        Some(from)
    }

    /// The module that defines what this path from the root names, behind all re-exports.
    fn definition(&self, path: &[String]) -> Option<&Module> {
        let depth = (1..=path.len()).take_while(|depth| self.0.contains_key(&path[..*depth])).last()?;
        let module = &self.0[&path[..depth]];
        let Some(name) = path.get(depth).filter(|name| !module.items.contains(*name)) else {
            return Some(module);
        };
        let Some(import) = module.imports.iter().find(|import| import.name == *name) else {
            return Some(module);
        };
        let behind = [&self.absolute(module, &import.path)?[..], &path[depth + 1..]].concat();
        self.definition(&behind)
    }

    fn uses(&self, module: &Module) -> BTreeMap<&str, String> {
        let mut known = BTreeMap::new();
        let mut used = Vec::new();
        let has_children = module.file.ends_with("/mod.rs");
        for import in &module.imports {
            let Some(path) = self.absolute(module, &import.path) else { continue };
            let is_handed_on = import.is_public || has_children;
            let is_module = self.0.contains_key(&path);
            if !is_module && (!is_handed_on || module.words.contains(&import.name)) {
                used.push(path.clone());
            }
            known.insert(&import.name, path);
        }
        for path in &module.paths {
            match known.get(&path[0]) {
                Some(start) => used.push([&start[..], &path[1..]].concat()),
                None => used.extend(self.absolute(module, path)),
            }
        }
        let mut uses = BTreeMap::new();
        for path in used {
            if let Some(other) = self.definition(&path).filter(|other| other.file != module.file) {
                uses.insert(other.file.as_str(), path.join("::"));
            }
        }
        uses
    }

    /// For each circle its shortest way round, as lines for the reader.
    fn circles(&self) -> Vec<String> {
        let uses: BTreeMap<&str, BTreeMap<&str, String>> =
            self.0.values().map(|module| (module.file.as_str(), self.uses(module))).collect();
        let mut circles = Vec::new();
        let mut named = BTreeSet::new();
        for start in uses.keys() {
            let Some(way) =
                way_round(start, &uses).filter(|way| named.is_disjoint(&way.iter().copied().collect()))
            else {
                continue;
            };
            let steps = way.iter().zip(way.iter().cycle().skip(1));
            let steps = steps.map(|(from, to)| format!("  {from} uses {}", uses[from][to]));
            circles.push(format!("{}:\n{}", way.join(" → "), steps.collect::<Vec<_>>().join("\n")));
            named.extend(way);
        }
        circles
    }
}

/// The shortest way from a file back to itself.
fn way_round<'u>(
    start: &'u str,
    uses: &BTreeMap<&'u str, BTreeMap<&'u str, String>>,
) -> Option<Vec<&'u str>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in uses[way[way.len() - 1]].keys().copied() {
                if next == start {
                    return Some(way);
                }
                if seen.insert(next) {
                    longer.push([&way[..], &[next]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

/// The files of the program, without those that hold tests, and without the two roots, which use everything.
fn files() -> Vec<SourceFile> {
    let is_root = |file: &SourceFile| matches!(file.path.as_str(), "src/lib.rs" | "src/main.rs");
    let mut files = read("src");
    files.retain(|file| file.path.ends_with(".rs") && !is_of_tests(file) && !is_root(file));
    files
}

#[test]
fn no_files_use_one_another_in_a_circle() {
    let graph = Graph::of(&files());
    let count: usize = graph.0.values().map(|module| graph.uses(module).len()).sum();
    assert!(count > 2 * graph.0.len(), "only {count} uses are found in {} files", graph.0.len());
    expect_none("files in a circle", &graph.circles());
}

#[test]
fn the_file_of_a_folder_is_its_mod_rs() {
    let is_folder = |path: &str| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(root.join(path.trim_end_matches(".rs"))).is_ok_and(|mut inside| {
            inside.any(|entry| entry.is_ok_and(|entry| entry.path().extension().is_some_and(|e| e == "rs")))
        })
    };
    let found: Vec<String> = ["src", "tests"]
        .into_iter()
        .flat_map(read)
        .map(|file| file.path)
        .filter(|path| path.ends_with(".rs") && is_folder(path))
        .collect();
    expect_none("beside the folders that they are the files of", &found);
}

#[test]
fn a_circle_is_found_through_re_exports_and_a_list_of_modules_makes_none() {
    let circles = |files: &[(&str, &str)]| {
        let file =
            |(path, text): &(&str, &str)| SourceFile { path: format!("src/{path}"), text: (*text).into() };
        Graph::of(&files.iter().map(file).collect::<Vec<_>>()).circles()
    };
    let list = "mod b; mod c; pub use b::B; use c::helper; /// Text: \"crate::a::c\".";
    let b = ("a/b.rs", "use super::helper as h; pub(in crate::a) struct B; fn f() { h('\\'', \"//\"); }");
    assert_eq!(circles(&[("a/mod.rs", list), b, ("a/c.rs", "pub fn helper() {}")]), [""; 0]);
    let found = circles(&[("a/mod.rs", list), b, ("a/c.rs", "pub fn helper() -> super::B {}")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("src/a/b.rs → src/a/c.rs:"), "{found:?}");
    let called =
        [("a/mod.rs", "mod b; pub fn run() { b::go() }"), ("a/b.rs", "pub fn go() { super::run() }")];
    assert_eq!(circles(&called).len(), 1);
    let groups = [("a.rs", "use crate::{b::{self, X}, d};\nfn f() { b::f() }"), ("b.rs", "use crate::a::f;")];
    assert_eq!(circles(&groups).len(), 1);
}
