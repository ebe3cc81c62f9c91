// Pairs of nodes that a user asks about.
import Foundation
import GimbalCore
import GimbalData

/// Pairs of nodes, by name or by number, as a user writes them.
public struct PairList: Sendable, Equatable {
    /// Two nodes.
    public struct Pair: Sendable, Equatable {
        /// First node: its name, or its number from 0 where nodes have no names.
        public let source: String
        /// Second node.
        public let target: String

        /// Names two nodes.
        public init(_ source: String, _ target: String) {
            self.source = source
            self.target = target
        }
    }

    /// The pairs in their order.
    public let pairs: [Pair]

    /// Lists pairs.
    public init(_ pairs: [Pair]) { self.pairs = pairs }

    /// Reads a table of delimited text, perhaps packed by gzip: a node in the first and one in the second column.
    ///
    /// A first row `source,target` names the columns; further columns are not looked at.
    ///
    /// - Throws: `DataError` if the file cannot be read, has one column, or lacks a node.
    public static func read(_ url: URL) throws -> PairList {
        var card = DataCard(format: DelimitedTable.id)
        card.header = false
        card.columns = ["column-1": .text, "column-2": .text]
        let table: Table
        do {
            table = try DelimitedTable.read(DataSource(url, card: card)).table
        } catch let error as DataError where error.code.hasSuffix("table.column") {
            // The card's columns are not all there.
            throw narrow(url, columnCount: 1)
        }
        let sources = try texts(table, 0, url), targets = try texts(table, 1, url)
        let pairs = zip(sources, targets).map { Pair($0, $1) }
        let isHeader = pairs.first.map {
            ($0.source.lowercased(), $0.target.lowercased()) == ("source", "target")
        }
        return PairList(isHeader == true ? Array(pairs.dropFirst()) : pairs)
    }

    private static func texts(_ table: Table, _ place: Int, _ url: URL) throws -> [String] {
        guard place < table.columns.count, case .texts(let values) = table.columns[place].values else {
            throw narrow(url, columnCount: table.columns.count)
        }
        if let row = values.indices.first(where: { table.columns[place].isMissing($0) }) {
            throw DataError(
                "pairs.missing", "\(url.path), row \(row + 1): column \(place + 1) names no node.",
                fix: "Name two nodes in every row.")
        }
        return Array(values)
    }

    private static func narrow(_ url: URL, columnCount: Int) -> DataError {
        DataError(
            "pairs.columns",
            "\(url.path) has \(columnCount) column\(columnCount == 1 ? "" : "s"), expected two: source and target.",
            fix: "Write one pair per row, its two nodes separated by a comma.")
    }

    /// The numbers of the nodes in a graph.
    ///
    /// - Throws: `DataError` naming the first node that is not there.
    public func numbers(in data: GraphDataSet) throws -> NodePairs {
        let names = data.nodeNames.map {
            Dictionary($0.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
        func number(_ text: String, _ pair: Int) throws -> Int {
            let found = names.map { $0[text] } ?? Int(text)
            if let found, (0..<data.graph.nodeCount).contains(found) { return found }
            throw DataError(
                "pairs.node", "pair \(pair + 1): data set \"\(data.name)\" has no node \"\(text)\".",
                fix: data.nodeNames.map { suggestion(for: text, in: $0) }
                    ?? "Nodes have no names here: give numbers in 0..<\(data.graph.nodeCount).")
        }
        return NodePairs(
            sources: try pairs.enumerated().map { try number($1.source, $0) },
            targets: try pairs.enumerated().map { try number($1.target, $0) },
            linked: Array(repeating: false, count: pairs.count))
    }
}
