// Communities: one line of nodes per label.
import Foundation
import GimbalCore

/// Reads a file with one line of nodes per community, as SNAP publishes them beside a list of edges.
enum CommunityFile {
    /// Reads the labels of nodes; community *i* is line *i*.
    ///
    /// - Parameter node: number of the node that a text names.
    /// - Throws: `DataError` naming the line of a node that has no edge.
    static func read(_ url: URL, nodeCount: Int, node: (String) -> Int?) throws -> LabelSets {
        try TextScanner.scan(url, format: "communities", comments: true) { scanner in
            var members: [(node: Int, label: Int)] = []
            var count = 0
            while scanner.nextLine() {
                while scanner.hasField() {
                    let name = scanner.text()
                    guard let number = node(name) else {
                        throw scanner.problem(
                            "node", "the node \"\(TextScanner.printable(name))\" has no edge",
                            fix: "Remove it, or take the community file that belongs to the list of edges.")
                    }
                    members.append((number, count))
                }
                count += 1
            }
            guard count > 0 else {
                throw scanner.problem("empty", "there is no community", fix: "Remove the file.")
            }
            return try LabelSets(
                nodeCount: nodeCount, labelNames: (0..<count).map(String.init), members: members)
        }
    }
}
