//! Reads the settings of a phone number, switches calling on, and reads them again.
//!
//! ```text
//! WHATSAPP_TOKEN=… cargo run --example settings -- 106540352242922
//! ```
//!
//! A second argument is another address to talk to, for instance `http://127.0.0.1:8080` of a test server.

use generated_client::{AccessToken, CallingSettings, Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments
        .next()
        .ok_or("name the identifier of a phone number")?;
    let mut builder = Client::builder(AccessToken::from_env("WHATSAPP_TOKEN")?);
    if let Some(address) = arguments.next() {
        builder = builder.base_address(address);
    }
    let number = builder.build()?.phone_number(id);

    let before = number.settings().get().await?;
    println!(
        "calling before: {:?}",
        before
            .calling
            .as_ref()
            .and_then(|calling| calling.status.as_ref())
    );

    match number.settings().update(CallingSettings::enabled()).await {
        Ok(answer) => println!("update taken: {:?}", answer.success),
        Err(Error::Server(error)) => println!("update refused, {:?}: {error}", error.kind()),
        Err(error) => return Err(error.into()),
    }

    let after = number.settings().get().await?;
    println!(
        "calling after: {:?}",
        after
            .calling
            .as_ref()
            .and_then(|calling| calling.status.as_ref())
    );
    Ok(())
}
