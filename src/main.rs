//! The program `diplograph`; see `diplograph --help`.

/// A tenth of the time of an extraction, and a quarter of the start-up, went to the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    diplograph::cli::run()
}
