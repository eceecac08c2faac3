//! The program `diplograph`; see `diplograph --help`.

fn main() -> std::process::ExitCode {
    diplograph::cli::run()
}
