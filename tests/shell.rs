//! The program among other programs: configuration, environment, colour, completions, manual pages, interruption.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A working folder with the graph of the samples in `kg` and no configuration of the user's around it.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Bench {
        let bench = Bench(tempfile::tempdir().expect("a folder"));
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
        assert!(bench.run(&["build", samples.to_str().expect("a path"), "--store", "kg"]).status.success());
        bench
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diplograph"));
        command.args(arguments).current_dir(self.path()).env("XDG_CONFIG_HOME", self.path().join("home"));
        command.env_remove("NO_COLOR").env_remove("DIPLOGRAPH_STORE").env_remove("DIPLOGRAPH_LANG");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_configuration_file_gives_what_the_command_line_leaves_open() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["facts", "--count"]).status.code(), Some(2), "no store is named yet");
    fs::create_dir_all(bench.path().join("home/diplograph")).expect("a folder");
    fs::write(bench.path().join("home/diplograph/config.toml"), "store = \"../../kg\"\nlang = \"en\"\n")
        .expect("a file");
    let english = bench.run(&["query", "visa-waivers"]);
    assert!(english.status.success() && said(&english).contains("China"), "{english:?}");
    assert!(said(&bench.run(&["query", "visa-waivers", "--lang", "zh"])).contains("中国"), "an option comes first");
    let environment = bench.command(&["query", "visa-waivers"]).env("DIPLOGRAPH_LANG", "zh").output().expect("a run");
    assert!(said(&environment).contains("中国"), "the environment comes before the file");
    fs::write(bench.path().join("diplograph.toml"), "store = \"none\"\n").expect("a file");
    let nearer = bench.run(&["query", "visa-waivers"]);
    assert!(String::from_utf8_lossy(&nearer.stderr).contains("none"), "the working folder's file is read alone");
}

#[test]
fn a_wrong_configuration_names_file_line_and_key() {
    let bench = Bench::new();
    fs::write(bench.path().join("diplograph.toml"), "store = \"kg\"\nlanguage = \"en\"\n").expect("a file");
    let output = bench.run(&["facts"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("diplograph.toml:2") && told.contains("language") && told.contains("lang"), "{told}");
}

#[test]
fn a_wrong_value_is_told_with_where_it_stands() {
    let bench = Bench::new();
    let file = bench.path().join("diplograph.toml");
    for (line, told) in [("lang = \"de\"", "`lang` cannot be `de`"), ("base = \"press\"", "`base` cannot be `press`")] {
        fs::write(&file, format!("store = \"kg\"\n{line}\n")).expect("a file");
        let output = bench.run(&["facts"]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{error}");
        assert!(error.contains("diplograph.toml:2") && error.contains(told), "{error}");
    }
    for own in [&["--version"][..], &["facts", "--help"], &["help", "facts"], &["completions", "bash"], &["man"]] {
        assert!(bench.run(own).status.success(), "{own:?} wants no configuration");
    }
    fs::remove_file(file).expect("it is there");
    let wrong = bench.command(&["facts", "--store", "kg"]).env("DIPLOGRAPH_LANG", "xx").output().expect("a run");
    let error = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(2), "{error}");
    assert!(error.contains("DIPLOGRAPH_LANG"), "{error}");
    let given = bench.run(&["facts", "--store", "kg", "--lang", "xx"]);
    assert!(!String::from_utf8_lossy(&given.stderr).contains("DIPLOGRAPH_LANG"), "it comes from the command line");
}

#[test]
fn an_empty_variable_is_none() {
    let bench = Bench::new();
    let empty =
        |arguments: &[&str], variable: &str| bench.command(arguments).env(variable, "").output().expect("a run");
    assert!(empty(&["facts", "--store", "kg", "--count"], "DIPLOGRAPH_LANG").status.success());
    assert!(empty(&["facts", "--store", "kg", "--count"], "DIPLOGRAPH_ONTOLOGY").status.success());
    let unnamed = empty(&["facts"], "DIPLOGRAPH_STORE");
    assert_eq!(unnamed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unnamed.stderr).contains("no stored graph is named"), "{unnamed:?}");
}

#[test]
fn numbers_that_make_no_sense_are_told_as_such() {
    let bench = Bench::new();
    for (arguments, told) in [
        (&["facts", "--limit", "-1"][..], "from 1 on"),
        (&["query", "visa-waivers", "--limit", "0"], "from 1 on"),
        (&["graph", "central", "--limit", "-3"], "from 1 on"),
        (&["graph", "neighbours", "CN", "--depth", "0"], "from 1 on"),
        (&["explain", "CH", "--context", "-1"], "'-1' for '--context"),
        (&["build", "tests", "--encoding", "foo"], "WHATWG label"),
        (&["build", "-", "--name", ""], "--name"),
        (&["residue", "tests", "--type", "Nope"], "Quantity"),
    ] {
        let output = bench.command(arguments).env("DIPLOGRAPH_STORE", "kg").output().expect("a run");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(told), "{arguments:?}: {error}");
    }
}

#[test]
fn a_store_beside_files_to_collate_is_refused_unless_it_is_that_of_every_day() {
    let bench = Bench::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").display().to_string();
    let refused = bench.run(&["collate", &samples, "--store", "kg"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("PATH and --store cannot be used together"));
    let by_variable = bench.command(&["collate", &samples]).env("DIPLOGRAPH_STORE", "kg").output().expect("a run");
    assert!(by_variable.status.success());
    fs::write(bench.path().join("diplograph.toml"), "store = \"kg\"\n").expect("a configuration");
    assert!(bench.run(&["collate", &samples]).status.success());
}

#[test]
fn a_source_that_is_not_there_is_told_with_where_they_are_listed() {
    let output = Bench::new().run(&["facts", "--store", "kg", "--source", "zzzz"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("diplograph query sources"));
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let bench = Bench::new();
    let ids = said(&bench.run(&["facts", "--store", "kg", "--type", "VisaWaiver", "--format", "jsonl"]));
    let id = ids.split("\"id\":\"").nth(1).and_then(|t| t.split('"').next()).expect("an id").to_owned();
    let explain = |color: &[&str]| said(&bench.run(&[&["explain", &id, "--store", "kg"], color].concat()));
    assert!(!explain(&[]).contains('\u{1b}') && !explain(&["--color", "never"]).contains('\u{1b}'));
    assert!(explain(&["--color", "always"]).contains("\u{1b}["));
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = said(&bench.run(&["completions", shell]));
        assert!(["collate", "export", "--store"].iter().all(|c| script.contains(c.trim_start_matches('-'))), "{shell}");
    }
    let bash = said(&bench.run(&["completions", "bash"]));
    for value in
        ["VisaWaiver", "waivesVisaFor", "visa-waivers", "visa-waiver.mutual", "climate", "strengthened", "NewsOutlet"]
    {
        assert!(bash.contains(value), "nothing offers {value}");
    }
    assert!(bench.run(&["man", "--output", "man1"]).status.success());
    for page in ["diplograph.1", "diplograph-build.1", "diplograph-graph-path.1"] {
        let text = fs::read_to_string(bench.path().join("man1").join(page)).expect(page);
        assert!(text.contains(".SH NAME") && text.contains(".SH OPTIONS"), "{page}");
        for part in [".SH EXAMPLES", ".SH ENVIRONMENT", ".SH FILES", ".SH \"EXIT STATUS\"", env!("CARGO_PKG_VERSION")] {
            assert!(text.contains(part), "{page} has no {part}");
        }
        assert!(!text.contains("EXTRA"), "{page}");
    }
}

#[test]
fn an_export_can_stand_on_another_base_and_hold_some_facts_only() {
    let bench = Bench::new();
    let own = said(&bench.run(&["export", "--store", "kg", "--format", "nq"]));
    let other =
        said(&bench.run(&["export", "--store", "kg", "--format", "nq", "--base", "https://example.org/press/"]));
    // Literals that show an IRI as an example keep it.
    let terms = |text: &str| text.lines().filter(|l| !l.contains("#example>")).map(str::to_owned).collect::<Vec<_>>();
    let moved = own.replace("<https://w3id.org/diplograph/id/", "<https://example.org/press/");
    assert!(terms(&moved) == terms(&other), "only the base differs");
    assert_eq!(bench.run(&["export", "--store", "kg", "--format", "nq", "--base", "press"]).status.code(), Some(2));
    let edges = |filter: &[&str]| {
        said(&bench.run(&[&["export", "--store", "kg", "--format", "csv"], filter].concat())).lines().count()
    };
    let (all, some) = (edges(&[]), edges(&["--about", "Switzerland"]));
    assert!(1 < some && some < all, "{some} of {all} edges");
}

#[test]
fn a_build_that_was_killed_in_mid_replacement_leaves_the_store() {
    let bench = Bench::new();
    fs::rename(bench.path().join("kg"), bench.path().join(".kg.old-77")).expect("as a build does");
    assert!(bench.run(&["facts", "--store", "kg", "--count"]).status.success(), "the former store is back");
}

#[cfg(unix)]
#[test]
fn an_interrupted_build_leaves_the_store_whole() {
    use std::os::unix::process::ExitStatusExt;
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/wire.txt")).expect("a text");
    // A machine that is slow to come back finds the build at its end already: then the signal comes earlier.
    let interrupted = [300, 100, 30, 10].iter().any(|&wait| {
        let bench = Bench::new();
        let before = said(&bench.run(&["export", "--store", "kg", "--format", "nq"]));
        fs::create_dir(bench.path().join("many")).expect("a folder");
        for n in 0..400 {
            fs::write(bench.path().join(format!("many/{n}.txt")), &text).expect("a file");
        }
        let mut build = bench.command(&["build", "many", "--store", "kg"]).spawn().expect("the program");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let killed = Command::new("kill").args(["-INT", &build.id().to_string()]).status().expect("kill");
        let ended = build.wait().expect("an end");
        if ended.success() {
            return false;
        }
        assert!(killed.success() && ended.signal() == Some(2), "{ended}");
        assert_eq!(said(&bench.run(&["export", "--store", "kg", "--format", "nq"])), before);
        assert!(bench.run(&["validate", "--store", "kg"]).status.success());
        true
    });
    assert!(interrupted, "no build lasts until the signal");
}
