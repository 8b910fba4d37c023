//! The cryptography under rustls: ring, which compiles in a third of the time that aws-lc takes and needs no C compiler
//! beyond the linker's.

/// Makes ring the process's provider, unless the program has chosen one. reqwest asks for it when it builds a client.
pub(crate) fn prepare() {
    #[cfg(all(feature = "rustls", not(feature = "aws-lc")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // It fails only when another thread was faster.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
