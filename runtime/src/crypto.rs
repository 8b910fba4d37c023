//! The cryptography under rustls: ring, because aws-lc takes longer to compile than all else that a client stands on.

/// Makes ring the process's provider, unless the program has chosen one. reqwest asks for it when it builds a client.
pub(crate) fn prepare() {
    #[cfg(all(feature = "rustls", not(feature = "aws-lc")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // It fails only when another thread was faster.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
