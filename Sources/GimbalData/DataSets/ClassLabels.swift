// Classes of nodes.
import GimbalCore

/// The class of each node and the names of the classes.
public struct ClassLabels: Sendable, Equatable {
    /// Class of each node, an index into `classNames`; nil where it is not labelled.
    public let classes: [Int?]
    /// Name of each class.
    public let classNames: [String]

    /// Pairs classes with their names.
    ///
    /// - Throws: `DataError` if a class has no name.
    public init(_ classes: [Int?], classNames: [String]) throws {
        let known = classNames.indices
        if let node = classes.firstIndex(where: { $0.map { !known.contains($0) } ?? false }) {
            throw DataError(
                "labels.range",
                "node \(node) has class \(classes[node] ?? -1), expected a class in \(known).",
                fix: "Name every class.")
        }
        self.classes = classes
        self.classNames = classNames
    }

    /// Nodes of which none is labelled.
    public static func unlabelled(count: Int) -> ClassLabels { ClassLabels(count: count) }

    /// Numbers the distinct texts: as numbers if all are whole numbers, else alphabetically.
    public init(texts: [String?]) {
        let ordered = Self.ordered(Set(texts.compactMap { $0 }))
        let index = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
        classes = texts.map { $0.flatMap { index[$0] } }
        classNames = ordered
    }

    /// Distinct texts in the order of classes: as numbers if all are whole numbers, else alphabetically.
    static func ordered(_ distinct: some Collection<String>) -> [String] {
        let numbers = distinct.compactMap { text in Int(text).map { ($0, text) } }
        return numbers.count == distinct.count ? numbers.sorted { $0 < $1 }.map(\.1) : distinct.sorted()
    }

    private init(count: Int) {
        classes = [Int?](repeating: nil, count: count)
        classNames = []
    }

    /// Number of labelled nodes of each class.
    public var counts: [Int] {
        var result = [Int](repeating: 0, count: classNames.count)
        for label in classes.compactMap({ $0 }) { result[label] += 1 }
        return result
    }

    /// Labelled nodes of each class, ascending.
    public var nodesByClass: [[Int]] {
        var result = [[Int]](repeating: [], count: classNames.count)
        for (node, label) in classes.enumerated() { if let label { result[label].append(node) } }
        return result
    }

    /// Returns the same classes under other names.
    ///
    /// - Throws: `DataError` unless there is one name per class.
    public func renamed(_ names: [String]) throws -> ClassLabels {
        guard names.count == classNames.count else {
            throw DataError(
                "labels.names", "\(names.count) names for \(classNames.count) classes.",
                fix: "Give one name per class.")
        }
        return try ClassLabels(classes, classNames: names)
    }

    /// Returns the same labels numbered as in `names`, which must contain every class that occurs.
    ///
    /// - Throws: `DataError` naming a class that `names` lacks.
    public func renumbered(as names: [String]) throws -> ClassLabels {
        let index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for (name, count) in zip(classNames, counts) where count > 0 && index[name] == nil {
            throw DataError(
                "labels.unknown", "the class \"\(name)\" (\(count) nodes) is unknown.",
                fix: suggestion(for: name, in: names))
        }
        return try ClassLabels(classes.map { $0.flatMap { index[classNames[$0]] } }, classNames: names)
    }
}
