//! Reads the token from a file before each attempt, so that it can be replaced while the program runs.
//!
//! ```text
//! cargo run --example rotate_token -- 106540352242922 /run/secrets/whatsapp-token
//! ```
//!
//! A third argument is another address to talk to, for instance `http://127.0.0.1:8080` of a test server.

use generated_client::{AccessToken, Client, ErrorKind, TokenSource};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(id), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err(
            "name the identifier of a phone number, and a file that holds the token".into(),
        );
    };

    // A source that asks a server should keep the token while it is good: `TokenSource::refreshing` does.
    let from_file = TokenSource::each_attempt(move || {
        let token = AccessToken::from_file(&file);
        async { token }
    });
    let mut builder = Client::builder(from_file);
    if let Some(address) = arguments.next() {
        builder = builder.base_address(address);
    }
    let settings = builder.build()?.phone_number(id).settings();

    let mut answer = settings.get().await;
    if answer
        .as_ref()
        .is_err_and(|error| error.kind() == ErrorKind::Token)
    {
        println!("the token is refused: replace it, then press Enter");
        std::io::stdin().read_line(&mut String::new())?;
        answer = settings.get().await;
    }
    println!("{:#?}", answer?.calling);
    Ok(())
}
