//! Long lists of numbers in the form in which the build hands them on: as bytes, quicker to read than one by one.

use serde::{Deserialize, Deserializer, Serializer};

/// What has a form of so many bytes.
pub(super) trait Packed<const SIZE: usize>: Sized {
    fn pack(&self) -> [u8; SIZE];
    fn unpack(bytes: &[u8; SIZE]) -> Self;
}

impl Packed<8> for u64 {
    fn pack(&self) -> [u8; 8] {
        self.to_le_bytes()
    }

    fn unpack(bytes: &[u8; 8]) -> u64 {
        u64::from_le_bytes(*bytes)
    }
}

impl Packed<8> for (u32, u32) {
    fn pack(&self) -> [u8; 8] {
        (u64::from(self.1) << 32 | u64::from(self.0)).pack()
    }

    fn unpack(bytes: &[u8; 8]) -> (u32, u32) {
        let both = u64::unpack(bytes);
        (both as u32, (both >> 32) as u32)
    }
}

impl Packed<16> for [(u32, u32); 2] {
    fn pack(&self) -> [u8; 16] {
        let [first, second] = self.map(|pair| u128::from(u64::from_le_bytes(pair.pack())));
        (second << 64 | first).to_le_bytes()
    }

    fn unpack(bytes: &[u8; 16]) -> [(u32, u32); 2] {
        let both = u128::from_le_bytes(*bytes);
        [both as u64, (both >> 64) as u64].map(|half| <(u32, u32)>::unpack(&half.to_le_bytes()))
    }
}

pub(super) fn serialize<const SIZE: usize, T, S>(list: &[T], serializer: S) -> Result<S::Ok, S::Error>
where
    T: Packed<SIZE>,
    S: Serializer,
{
    let bytes: Vec<u8> = list.iter().flat_map(T::pack).collect();
    serializer.serialize_bytes(&bytes)
}

pub(super) fn deserialize<'de, const SIZE: usize, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Packed<SIZE>,
    D: Deserializer<'de>,
{
    let bytes = <&[u8]>::deserialize(deserializer)?;
    Ok(bytes.as_chunks().0.iter().map(T::unpack).collect())
}
