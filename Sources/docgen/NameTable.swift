// PyTorch's names and what they are called here.
import Foundation

/// Holds a documented name of PyTorch: `torch.nn` and `Conv2d`.
struct TorchName: Hashable {
    var namespace: String
    var name: String

    /// The name as PyTorch users write it.
    var path: String { "\(namespace).\(name)" }

    init(path: String) {
        let dot = path.lastIndex(of: ".") ?? path.startIndex
        namespace = String(path[..<dot])
        name = String(path[path.index(after: dot)...])
    }
}

/// Holds what stands beside a name: our names, or the reason why there is none.
enum Counterpart: Equatable {
    case names([String], note: String)
    case leftOut(reason: String)
}

/// Reads the handwritten part of the table: `name, name | Gimbal, Gimbal | note`.
///
/// A name is bare (`absolute`: wherever it occurs), begins with a namespace (`nn.ReLU`), or ends or begins with a star
/// (`*_copy`). `-` in the second column leaves it out, and the third says why.
struct NameTable {
    private(set) var exact: [String: Counterpart] = [:]
    private(set) var patterns: [(pattern: String, counterpart: Counterpart)] = []

    init(at path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw DocgenError("cannot read \(path)")
        }
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let columns = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard columns.count == 3, !columns[1].isEmpty, columns[1] != "-" || !columns[2].isEmpty else {
                throw DocgenError("\(path):\(index + 1): expected `names | Gimbal | note`, found `\(line)`")
            }
            let counterpart: Counterpart =
                columns[1] == "-"
                ? .leftOut(reason: columns[2]) : .names(Self.list(columns[1]), note: columns[2])
            for name in Self.list(columns[0]) {
                if name.contains("*") {
                    patterns.append((name, counterpart))
                } else if exact.updateValue(counterpart, forKey: name) != nil {
                    throw DocgenError("\(path):\(index + 1): \(name) stands twice")
                }
            }
        }
    }

    /// What the table says of a name, exact lines before patterns.
    func counterpart(of name: TorchName) -> Counterpart? {
        exact[short(name)] ?? exact[name.name]
    }

    /// What a pattern says of a name.
    func pattern(for name: TorchName) -> Counterpart? {
        patterns.first { matches(short(name), $0.pattern) || matches(name.name, $0.pattern) }?.counterpart
    }

    private func short(_ name: TorchName) -> String { String(name.path.dropFirst("torch.".count)) }

    private func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return false }
        return name.count >= parts[0].count + parts[1].count && name.hasPrefix(parts[0])
            && name.hasSuffix(parts[1])
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// Finds the counterpart of each name of PyTorch among our public symbols.
struct NameResolver {
    let table: NameTable
    /// Paths without argument labels, of every public symbol.
    let symbols: Set<String>
    private let byLowercase: [String: String]

    init(table: NameTable, symbols: Set<String>) {
        self.table = table
        self.symbols = symbols
        byLowercase = Dictionary(symbols.map { ($0.lowercased(), $0) }) { min($0, $1) }
    }

    /// The counterpart, or nil if nobody has decided yet.
    func counterpart(of name: TorchName) -> Counterpart? {
        if let written = table.counterpart(of: name) { return written }
        for candidate in candidates(name) {
            if let symbol = byLowercase[candidate.lowercased()] { return .names([symbol], note: "") }
        }
        return table.pattern(for: name)
    }

    /// Names in the table that no public symbol has.
    func unknownSymbols() -> [String] {
        let all = Array(table.exact.values) + table.patterns.map(\.counterpart)
        let named = all.flatMap { counterpart -> [String] in
            if case .names(let names, _) = counterpart { return names }
            return []
        }
        return Set(named).subtracting(symbols).sorted()
    }

    /// The same name in our spelling, as a type, a function and a member of a tensor.
    private func candidates(_ name: TorchName) -> [String] {
        let plain = name.name.replacing("_", with: "")
        switch name.namespace {
        case "torch.nn", "torch.optim", "torch.optim.lr_scheduler": return [plain]
        case "torch.nn.init": return ["Initializer." + plain]
        default: return ["Tensor." + plain, plain]
        }
    }
}
