// Texts of a column in one piece of memory.

/// Many texts, stored as one array of UTF-8 bytes and the places where they end.
///
/// An array of `String` takes 16 bytes and often an allocation for each text; this takes the text's bytes and 8 more.
public struct TextValues: Sendable, Equatable, RandomAccessCollection, ExpressibleByArrayLiteral {
    /// All texts, one after the other, UTF-8.
    private(set) var bytes: [UInt8] = []
    /// End of each text in `bytes`, ascending.
    private(set) var ends: [Int] = []

    /// Starts without texts.
    public init() {}

    /// Stores texts.
    public init(_ texts: some Sequence<String>) { for text in texts { append(text.utf8) } }

    /// Stores the texts of a literal.
    public init(arrayLiteral elements: String...) { self.init(elements) }

    /// Position of the first text: 0.
    public var startIndex: Int { 0 }

    /// Position after the last text: their number.
    public var endIndex: Int { ends.count }

    /// Returns one text.
    public subscript(position: Int) -> String {
        String(decoding: bytes[(position == 0 ? 0 : ends[position - 1])..<ends[position]], as: UTF8.self)
    }

    /// Adds a text.
    public mutating func append(_ text: String) { append(text.utf8) }

    /// Adds a text given as UTF-8.
    mutating func append(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    /// Adds the texts of another column.
    mutating func append(contentsOf other: TextValues) {
        let shift = bytes.count
        bytes.append(contentsOf: other.bytes)
        ends.append(contentsOf: other.ends.lazy.map { $0 + shift })
    }
}
