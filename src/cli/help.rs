//! What the help texts and the manual pages say beyond the options: examples, files, exit codes.

use super::names::{filled, width};
use super::values;
use clap::Command;
use std::env;
use std::fmt::Write;

/// What is told of one command.
pub(super) struct Page {
    /// Its name behind that of the program: `graph path`.
    command: &'static str,
    /// Command lines, each with what it is for, if it does not say so itself. `tests/help.rs` runs them.
    pub examples: &'static [(&'static str, &'static str)],
    /// What exit code 1 means; empty where the command never ends so.
    nothing: &'static str,
}

const PAGES: &[Page] = &[
    Page {
        command: "",
        examples: &[
            ("diplograph build press --store kg", "read a folder, join what renderings share, store the graph"),
            ("diplograph query visa-waivers --store kg", "ask a named question (`diplograph query` lists them)"),
            ("diplograph facts --store kg --about 瑞士", "every fact that names Switzerland"),
            ("diplograph explain ID --store kg", "from a fact back to its words"),
            ("diplograph extract a.txt | jq .type", "mentions and facts as JSON Lines, without a store"),
        ],
        nothing: "nothing found",
    },
    Page {
        command: "demo",
        examples: &[("diplograph demo", "into the folder kg"), ("diplograph demo --store samples --lang en", "")],
        nothing: "",
    },
    Page {
        command: "extract",
        examples: &[
            ("diplograph extract a.txt", "mentions and facts, a JSON object a line"),
            ("diplograph extract press --layer fact --date 2024-03-07", "the date is for documents that carry none"),
            ("diplograph extract a.txt --format html > a.html", "a page that shows what was read"),
            ("diplograph extract - --input jsonl < press.jsonl", "as a filter, a document a line"),
        ],
        nothing: "",
    },
    Page {
        command: "build",
        examples: &[
            ("diplograph build press --store kg", "again with other files: they are added"),
            ("diplograph build a.txt b.txt --store kg --fresh", "these two and no more"),
            ("diplograph build press --store kg --date 2024-03-07", "the date is for documents that carry none"),
            ("diplograph build - --input jsonl --store kg < press.jsonl", ""),
            ("diplograph build --store kg --forget a.txt", "take a source back"),
        ],
        nothing: "",
    },
    Page {
        command: "query",
        examples: &[
            ("diplograph query", "list the named queries"),
            ("diplograph query visa-waivers --store kg", ""),
            ("diplograph query positions --param holder=CN --param stance=support --store kg", ""),
            ("diplograph query -e 'SELECT ?x WHERE { country:CN dg:waivesVisaFor ?x }' --store kg --format csv", ""),
            ("diplograph query -e 'ASK { country:CN dg:waivesVisaFor country:CH }' --store kg && echo yes", ""),
        ],
        nothing: "no row, or ASK is false",
    },
    Page {
        command: "facts",
        examples: &[
            ("diplograph facts --store kg --type VisaWaiver", ""),
            ("diplograph facts --store kg --about 瑞士 --format jsonl | jq .evidence", ""),
            ("diplograph facts --store kg --type Commitment --strength will --since 2024 --count", ""),
            ("diplograph facts --store kg --said-on 2024-03-07", "whatever time they are about"),
            (
                "diplograph facts --store kg --type Measurement --format csv --output figures.csv",
                "a column for each slot",
            ),
            ("diplograph facts --store kg --text 免签 --evidence", ""),
            ("diplograph facts --schema > facts.schema.json", ""),
        ],
        nothing: "no fact fits",
    },
    Page {
        command: "explain",
        examples: &[
            ("diplograph explain ID --store kg", "a fact, by the beginning of its id"),
            ("diplograph explain ID --store kg --context 100", ""),
            ("diplograph explain 瑞士 --store kg", "what is known of an entity, by any name or code"),
            ("diplograph explain --why-not 中方决定将葡萄牙改为免签国家。", "why a passage makes no fact"),
            ("diplograph explain --why-not 中方将扩大进口。 --rule commitment.will-plain", ""),
        ],
        nothing: "nothing is called so; with --why-not: no rule comes near",
    },
    Page {
        command: "collate",
        examples: &[
            ("diplograph collate press", "the apparatus of renderings in a folder"),
            ("diplograph collate --store kg --disputes", "only where a fact is in dispute"),
            ("diplograph collate --store kg --turns --format jsonl", "who asked and answered, place by place"),
            ("diplograph collate press --text", "the restored text with its witnesses"),
            ("diplograph collate press --format tei > edition.xml", ""),
        ],
        nothing: "no two documents render one event",
    },
    Page {
        command: "diff",
        examples: &[
            ("diplograph diff kg-2023 kg-2024", "two stores"),
            ("diplograph diff 2023 2024 --store kg --type Commitment", "what is said in two years"),
            ("diplograph diff wire.txt evening.txt --store kg", "two sources of one store"),
            ("diplograph diff 2023 2024 --store kg --change new --format md", "what is new, for a report"),
        ],
        nothing: "there are no differences",
    },
    Page {
        command: "graph",
        examples: &[
            ("diplograph graph neighbours 瑞士 --store kg", ""),
            ("diplograph graph path Switzerland 爱尔兰 --store kg", ""),
            ("diplograph graph central --store kg --class Country --limit 10", ""),
            ("diplograph graph communities --store kg --relation waivesVisaFor", ""),
            ("diplograph graph picture CN --store kg --depth 1 --lang en > china.svg", ""),
        ],
        nothing: "nothing there",
    },
    Page {
        command: "graph neighbours",
        examples: &[
            ("diplograph graph neighbours 瑞士 --store kg", ""),
            ("diplograph graph neighbours CN --store kg --depth 2 --relation waivesVisaFor", ""),
            ("diplograph graph neighbours CN --store kg --type VisaWaiver --format jsonl", ""),
        ],
        nothing: "nothing is joined to it",
    },
    Page {
        command: "graph path",
        examples: &[
            ("diplograph graph path Switzerland 爱尔兰 --store kg", ""),
            ("diplograph graph path CH IE --store kg --type VisaWaiver --limit 1 --format jsonl", ""),
        ],
        nothing: "no facts lead from the one to the other",
    },
    Page {
        command: "graph central",
        examples: &[
            ("diplograph graph central --store kg --limit 10", ""),
            ("diplograph graph central --store kg --class Country --by betweenness", ""),
        ],
        nothing: "no facts join entities of this choice",
    },
    Page {
        command: "graph communities",
        examples: &[
            ("diplograph graph communities --store kg", ""),
            ("diplograph graph communities --store kg --class Country --format jsonl", ""),
        ],
        nothing: "no facts join entities of this choice",
    },
    Page {
        command: "graph picture",
        examples: &[
            ("diplograph graph picture CN --store kg --lang en > china.svg", ""),
            (
                "diplograph graph picture IE CH --store kg --title 爱尔兰和瑞士 --output two.svg",
                "what joins two countries",
            ),
            (
                "diplograph graph picture CN CH --store kg --around --limit 20 --lang en > both.svg",
                "and what surrounds them",
            ),
        ],
        nothing: "nothing is joined to it",
    },
    Page {
        command: "export",
        examples: &[
            ("diplograph export --store kg --format ttl > kg.ttl", "the whole graph"),
            ("diplograph export --store kg --format nq --base https://example.org/id/", "with IRIs of your own"),
            ("diplograph export --store kg --format graphml --type VisaWaiver > waivers.graphml", "entities and edges"),
            ("diplograph export --store kg --format csv --output tables", "tables/nodes.csv and tables/edges.csv"),
        ],
        nothing: "no fact of the choice is there",
    },
    Page {
        command: "validate",
        examples: &[
            ("diplograph validate --store kg", ""),
            ("diplograph validate --store kg --quiet && echo good", "in a script"),
            ("diplograph validate --store kg --format ttl > report.ttl", "a report in SHACL's vocabulary"),
        ],
        nothing: "",
    },
    Page {
        command: "vocabulary",
        examples: &[
            ("diplograph vocabulary > vocabulary.html", "a page to read, with the named queries"),
            ("diplograph vocabulary --format ttl > vocabulary.ttl", ""),
        ],
        nothing: "",
    },
    Page {
        command: "lexicon",
        examples: &[
            ("diplograph lexicon", "how many names of each kind"),
            ("diplograph lexicon 上合组织", "what is known of a name"),
            ("diplograph lexicon --check own/gazetteer/own.ttl", "whether names of your own clash with others"),
        ],
        nothing: "nothing is called so",
    },
    Page {
        command: "rules",
        examples: &[
            ("diplograph rules list", ""),
            ("diplograph rules show visa-waiver.mutual", ""),
            ("diplograph rules test", ""),
        ],
        nothing: "",
    },
    Page {
        command: "rules list",
        examples: &[
            ("diplograph rules list", ""),
            ("diplograph rules list press", "what each finds in texts, the slowest first"),
        ],
        nothing: "",
    },
    Page { command: "rules show", examples: &[("diplograph rules show visa-waiver.mutual", "")], nothing: "" },
    Page {
        command: "rules test",
        examples: &[
            ("diplograph rules test", "all"),
            ("diplograph rules test visa-waiver", "those whose ids begin so"),
            ("diplograph rules test own", "those of a folder"),
        ],
        nothing: "",
    },
    Page {
        command: "residue",
        examples: &[
            ("diplograph residue press --limit 20", "the names and numbers that are left over most often"),
            ("diplograph residue press --type Country --format jsonl", ""),
        ],
        nothing: "nothing is left over",
    },
    Page {
        command: "eval",
        examples: &[
            ("diplograph extract a.txt --layer fact > own-gold/facts/a.txt.jsonl", "lines to correct by hand"),
            ("diplograph eval own-gold own-press --misses 20 --ontology own", "what is missed, spurious, or differs"),
            ("diplograph eval own-gold own-press --type Evacuation --ontology own", "one class"),
        ],
        nothing: "no text is marked",
    },
    Page {
        command: "completions",
        examples: &[
            ("diplograph completions bash > ~/.local/share/bash-completion/completions/diplograph", ""),
            ("diplograph completions zsh > ~/.zfunc/_diplograph", ""),
            ("diplograph completions fish > ~/.config/fish/completions/diplograph.fish", ""),
        ],
        nothing: "",
    },
    Page {
        command: "man",
        examples: &[
            ("diplograph man | man -l -", "read the first page"),
            ("diplograph man --output ~/.local/share/man/man1", "a page for every command"),
        ],
        nothing: "",
    },
];

/// What the configuration file may hold, for the help and the manual.
pub(super) const CONFIGURATION: &str = "\
Options that are the same every day go into a file diplograph.toml in the working folder, or diplograph/config.toml in
the folder of your configuration ($XDG_CONFIG_HOME or ~/.config):
  store = \"kg\"
  ontology = \"names\"
  lang = \"en\"
  base = \"https://example.org/id/\"
  color = \"never\"
Relative paths start at the file. Options on the command line and environment variables come before it; an empty
variable is none.";

impl Page {
    /// That of a command.
    pub fn of(command: &str) -> Option<&'static Page> {
        PAGES.iter().find(|p| p.command == command)
    }

    /// The exit codes with what they mean.
    pub fn exit_codes(&self) -> Vec<(u8, &'static str)> {
        let nothing = (!self.nothing.is_empty()).then_some((1, self.nothing));
        let codes = [Some((0, "done")), nothing, Some((2, "wrong usage")), Some((3, "bad input or data"))];
        codes.into_iter().flatten().collect()
    }

    /// What stands behind the options in the help.
    fn after(&self) -> String {
        let fits = |wide: &usize| *wide <= 62;
        let column = self.examples.iter().map(|(line, _)| width(line)).filter(fits).max().unwrap_or(0);
        let mut out = "Examples:\n".to_owned();
        for (line, why) in self.examples {
            let line = if why.is_empty() { (*line).to_owned() } else { format!("{}   {why}", filled(line, column)) };
            writeln!(out, "  {line}").expect("a string takes all");
        }
        if self.command.is_empty() {
            write!(out, "\n{CONFIGURATION}\n").expect("a string takes all");
        }
        let codes: Vec<String> = self.exit_codes().iter().map(|(code, means)| format!("{code} {means}")).collect();
        out + "\nExit codes: " + &codes.join(", ") + "."
    }
}

/// The command line as a user meets it: with examples, with lists of values for completions, and without environment
/// variables that are empty.
pub(super) fn dressed(command: Command) -> Command {
    dress(command, "")
}

fn dress(command: Command, path: &str) -> Command {
    let command = match Page::of(path) {
        Some(page) => command.after_help(page.after()),
        None => command,
    };
    let empty = |name: &std::ffi::OsStr| env::var_os(name).is_some_and(|value| value.is_empty());
    let command = command.mut_args(|arg| {
        let arg = if arg.get_env().is_some_and(empty) { arg.env(None::<&'static str>) } else { arg };
        // A number below zero is a wrong number, not an unknown option.
        let arg = match arg.get_value_names() {
            Some([name]) if *name == "N" => arg.allow_negative_numbers(true),
            _ => arg,
        };
        values::offered(path, arg)
    });
    command.mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        dress(sub, path.trim_start())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    fn paths(command: &Command, path: &str, out: &mut Vec<String>) {
        out.push(path.to_owned());
        for sub in command.get_subcommands() {
            paths(sub, format!("{path} {}", sub.get_name()).trim_start(), out);
        }
    }

    #[test]
    fn every_command_has_examples_and_no_page_is_left_over() {
        let mut all = Vec::new();
        paths(&Cli::command(), "", &mut all);
        let told: Vec<&str> = PAGES.iter().map(|p| p.command).collect();
        assert!(all.iter().all(|path| told.contains(&path.as_str())), "{all:?} {told:?}");
        assert_eq!(all.len(), told.len());
    }
}
