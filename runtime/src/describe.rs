//! The words of `operation!` as constant functions.

use super::api::{
    BodyCodec, BodyFormat, Parameter, PartEncoding, Place, ResponseCodec, ResponseFormat,
    StatusPattern, Style,
};

#[doc(hidden)]
impl Parameter {
    pub const fn new(name: &'static str, place: Place, style: Style) -> Self {
        Self {
            name,
            place,
            style,
            explode: false,
            required: false,
            allow_reserved: false,
            json: false,
        }
    }

    pub const fn explode(mut self) -> Self {
        self.explode = true;
        self
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }
}

#[doc(hidden)]
impl BodyFormat {
    const fn new(media_type: &'static str, codec: BodyCodec) -> Self {
        Self {
            media_type,
            codec,
            encoding: &[],
        }
    }

    pub const fn json(media_type: &'static str) -> Self {
        Self::new(media_type, BodyCodec::Json)
    }

    pub const fn form(media_type: &'static str) -> Self {
        Self::new(media_type, BodyCodec::Form)
    }

    pub const fn multipart(media_type: &'static str) -> Self {
        Self::new(media_type, BodyCodec::Multipart)
    }

    pub const fn text(media_type: &'static str) -> Self {
        Self::new(media_type, BodyCodec::Text)
    }

    pub const fn bytes(media_type: &'static str) -> Self {
        Self::new(media_type, BodyCodec::Bytes)
    }

    pub const fn encoding(mut self, encoding: &'static [PartEncoding]) -> Self {
        self.encoding = encoding;
        self
    }
}

#[doc(hidden)]
impl PartEncoding {
    pub const fn new(property: &'static str) -> Self {
        Self {
            property,
            content_type: "",
            style: None,
            explode: None,
            allow_reserved: false,
        }
    }

    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        self.content_type = media_type;
        self
    }

    pub const fn style(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }

    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = Some(explode);
        self
    }

    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }
}

#[doc(hidden)]
impl ResponseFormat {
    const fn new(status: &str, media_type: &'static str, codec: ResponseCodec) -> Self {
        Self {
            status: StatusPattern::parse(status),
            media_type,
            codec,
            stream_end: "",
        }
    }

    pub const fn empty(status: &str, media_type: &'static str) -> Self {
        Self::new(status, media_type, ResponseCodec::Empty)
    }

    pub const fn json(status: &str, media_type: &'static str) -> Self {
        Self::new(status, media_type, ResponseCodec::Json)
    }

    pub const fn text(status: &str, media_type: &'static str) -> Self {
        Self::new(status, media_type, ResponseCodec::Text)
    }

    pub const fn bytes(status: &str, media_type: &'static str) -> Self {
        Self::new(status, media_type, ResponseCodec::Bytes)
    }

    pub const fn events(status: &str, media_type: &'static str) -> Self {
        Self::new(status, media_type, ResponseCodec::Events)
    }

    pub const fn lines(status: &str, media_type: &'static str) -> Self {
        Self::new(status, media_type, ResponseCodec::JsonLines)
    }

    /// The data of the event, or the line, that ends the stream.
    pub const fn until(mut self, stream_end: &'static str) -> Self {
        self.stream_end = stream_end;
        self
    }
}

impl StatusPattern {
    /// `404`, `4XX`, and everything else as `default`.
    const fn parse(text: &str) -> Self {
        const fn digit(byte: u8) -> Option<u16> {
            match byte {
                b'0'..=b'9' => Some((byte - b'0') as u16),
                _ => None,
            }
        }
        match text.as_bytes() {
            [a, b, c] => match (digit(*a), digit(*b), digit(*c)) {
                (Some(a), Some(b), Some(c)) => Self::Exactly(a * 100 + b * 10 + c),
                (Some(class), None, None) => Self::Class(class as u8),
                _ => Self::Default,
            },
            _ => Self::Default,
        }
    }
}

/// What a call ends in, where the document has a type for each status or media type. `outcome!` implements it.
pub trait Outcome: Sized {
    /// The value of the response at `index`.
    ///
    /// # Errors
    ///
    /// When the body is not what the document says.
    fn from_received(index: usize, received: super::Received)
    -> Result<Self, super::DecodeFailure>;
}

/// Where the value `text` stands in a list of values: in its exact spelling, else without regard to ASCII case.
#[doc(hidden)]
pub fn listed(values: &[&str], text: &str) -> Option<usize> {
    let exact = values.iter().position(|value| *value == text);
    exact.or_else(|| {
        values
            .iter()
            .position(|value| value.eq_ignore_ascii_case(text))
    })
}

/// The index of a failure among an operation's failures: a `default` that is a success as well stands there last.
#[doc(hidden)]
pub fn failure_index(index: usize, successes: usize, failures: usize) -> usize {
    if index >= successes {
        index - successes
    } else {
        failures.saturating_sub(1)
    }
}
