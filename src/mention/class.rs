//! The classes of mentions.

/// The classes of things that a text mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Class {
    /// A sovereign state.
    Country,
    /// A part of the world, or a territory that is no sovereign state.
    Region,
    /// A city, province, building, river, railway, corridor.
    Place,
    /// An international body, bloc, party, ministry, company, news outlet.
    Organization,
    /// A named person, without the title.
    Person,
    /// A named meeting, crisis or process.
    Event,
    /// A named treaty, declaration, law, initiative.
    Document,
    /// A named principle, slogan or concept.
    Doctrine,
    /// A number that counts or measures something, with its unit.
    Quantity,
    /// A date, span of dates or duration.
    Time,
    /// A title beside a name (外交部长); serves the rules and is no mention of its own in the output.
    Title,
}

impl Class {
    /// The classes that the output has, in order.
    pub(crate) const SHOWN: [Class; 10] = [
        Class::Country,
        Class::Region,
        Class::Place,
        Class::Organization,
        Class::Person,
        Class::Event,
        Class::Document,
        Class::Doctrine,
        Class::Quantity,
        Class::Time,
    ];

    /// The names of the classes that the output has.
    pub(crate) const NAMES: [&str; 10] =
        ["Country", "Region", "Place", "Organization", "Person", "Event", "Document", "Doctrine", "Quantity", "Time"];

    /// Whether a name of this class may hold one of class `inner` that is marked as well. Countries and people are
    /// whole; a slogan in a slogan and a meeting in a meeting are shorter forms of the same.
    pub(crate) fn may_hold(self, inner: Class) -> bool {
        match self {
            Class::Country | Class::Person => false,
            Class::Region => inner == Class::Region,
            Class::Doctrine => !matches!(inner, Class::Doctrine | Class::Event),
            Class::Event => inner != Class::Event,
            _ => true,
        }
    }
}
