//! Typed models out of values, and values out of any serde format by a seed that carries the interner. It knows no text
//! format; the budget of depth is checked here, that of bytes by who reads them.

use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::key::{Interner, Key};
use super::value::{Map, Value};

/// The deepest nesting that is read; Kubernetes' own JSON decoder stops at 10,000, no real object needs a hundred.
pub const MAX_DEPTH: usize = 256;

/// Deserialises a [`Value`], interning keys. Duplicate keys: the last wins.
pub struct ValueSeed<'i> {
    /// Where keys are shared.
    pub interner: &'i mut Interner,
    /// Levels still allowed; start with [`MAX_DEPTH`].
    pub depth: usize,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Int(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(i64::try_from(v).map_or(Value::Uint(v), Value::Int))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Float(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        // Short texts repeat (kinds, names, `TCP`); long ones hardly ever do.
        Ok(Value::Str(if v.len() <= 32 { self.interner.text(v) } else { v.into() }))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| de::Error::custom("nested too deeply"))?;
        let mut items = Vec::with_capacity(access.size_hint().unwrap_or(0).min(1024));
        while let Some(item) = access.next_element_seed(ValueSeed { interner: &mut *self.interner, depth })? {
            items.push(item);
        }
        Ok(Value::list(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| de::Error::custom("nested too deeply"))?;
        let mut entries = Vec::with_capacity(access.size_hint().unwrap_or(0).min(1024));
        while let Some(key) = access.next_key_seed(KeySeed(&mut *self.interner))? {
            entries.push((key, access.next_value_seed(ValueSeed { interner: &mut *self.interner, depth })?));
        }
        Ok(Value::Map(Map::from_entries(entries)))
    }
}

struct KeySeed<'i>(&'i mut Interner);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map's key")
    }
    fn visit_str<E>(self, v: &str) -> Result<Key, E> {
        Ok(self.0.key(v))
    }
}

/// A value does not have the shape that a typed model wants. `Display` names the field's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeError {
    /// Path from the value's root, e.g. `spec.syncPolicy.retry.limit`; empty at the root.
    pub path: String,
    /// What was expected and what was found.
    pub message: String,
}

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.path, self.message) }
    }
}
impl std::error::Error for DeError {}
impl de::Error for DeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }
}

impl DeError {
    fn under(mut self, segment: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{segment}{joint}{}", self.path);
        self
    }
}

/// The typed model that a value holds; unknown fields are passed over.
///
/// # Errors
/// When a known field has another shape; the error names its path.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, DeError> {
    T::deserialize(FromValue(value))
}

struct FromValue<'v>(&'v Value);

impl<'v> IntoDeserializer<'v, DeError> for FromValue<'v> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for FromValue<'de> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(v) => visitor.visit_bool(*v),
            Value::Int(v) => visitor.visit_i64(*v),
            Value::Uint(v) => visitor.visit_u64(*v),
            Value::Float(v) => visitor.visit_f64(*v),
            Value::Str(v) => visitor.visit_borrowed_str(v),
            Value::List(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            Value::Map(map) => visitor.visit_map(Entries { entries: map.iter(), value: None }),
        }
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let Value::Str(text) = self.0 else {
            return Err(de::Error::custom(format_args!("expected a string, found {}", self.0.kind_name())));
        };
        let _ = (name, variants);
        visitor.visit_enum((&**text).into_deserializer())
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }
    /// Go's decoders leave a struct empty for `null`.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        if self.0.is_null() { visitor.visit_map(Entries { entries: [].iter(), value: None }) } else { self.deserialize_any(visitor) }
    }
    /// Go's decoders leave a map empty for `null`.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_struct("", &[], visitor)
    }
    /// Go's decoders leave a slice empty for `null`.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if self.0.is_null() { visitor.visit_seq(Items([].iter().enumerate())) } else { self.deserialize_any(visitor) }
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct identifier ignored_any
    }
}

struct Items<'v>(std::iter::Enumerate<std::slice::Iter<'v, Value>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = DeError;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        let Some((index, value)) = self.0.next() else { return Ok(None) };
        seed.deserialize(FromValue(value)).map(Some).map_err(|error| error.under(&format!("[{index}]")))
    }
}

struct Entries<'v> {
    entries: std::slice::Iter<'v, (Key, Value)>,
    value: Option<(&'v Key, &'v Value)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = DeError;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some((key, value));
        seed.deserialize(de::value::BorrowedStrDeserializer::new(key.as_str())).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        let (key, value) = self.value.take().ok_or_else(|| <DeError as de::Error>::custom("a map's value came before its key"))?;
        seed.deserialize(FromValue(value)).map_err(|error| error.under(key.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::serde_ser::to_value;
    use super::from_value;

    #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug, Default)]
    struct Retry {
        #[serde(default)]
        limit: i64,
        #[serde(default)]
        names: Vec<String>,
    }

    #[test]
    fn models_round_trip_and_errors_name_the_path() {
        let retry = Retry { limit: 5, names: vec!["a".into()] };
        let value = to_value(&retry).expect("plain model");
        assert_eq!(from_value::<Retry>(&value), Ok(retry));
        let wrong = value.as_map().expect("map").with("names", super::Value::list(vec![super::Value::Int(1)]));
        let error = from_value::<Retry>(&super::Value::Map(wrong)).expect_err("wrong shape");
        assert_eq!(error.path, "names[0]");
    }
}
