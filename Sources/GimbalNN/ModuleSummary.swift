// A printed table of a module tree.
import GimbalTensor

/// Lists every module of a tree with its own parameters and buffers, and the totals; the description is a table.
///
/// A shared parameter counts where it is declared first. Shapes of outputs are not listed: they follow from an input,
/// and layers are called directly, so nothing sees them pass.
public struct ModuleSummary: Sendable, Equatable, CustomStringConvertible {
    /// One module of the tree.
    public struct Row: Sendable, Equatable {
        /// Dotted path; empty for the whole.
        public let path: String
        /// Name within the parent, such as `layers.0`.
        public let name: String
        /// Levels below the whole.
        public let depth: Int
        /// Type of the module.
        public let type: String
        /// Its settings.
        public let settings: String
        /// Names and shapes of its own parameters and buffers.
        public let tensors: String
        /// Dtypes of its own parameters and buffers.
        public let dtypes: [DType]
        /// Elements of its own trainable parameters.
        public let trainableCount: Int
        /// Elements of its own frozen parameters.
        public let frozenCount: Int
        /// Elements of its own buffers.
        public let bufferCount: Int
        /// Bytes of its own parameters and buffers.
        public let byteCount: Int
    }

    /// The modules, parents first.
    public let rows: [Row]

    /// Elements of all trainable parameters.
    public var trainableCount: Int { rows.reduce(0) { $0 + $1.trainableCount } }
    /// Elements of all frozen parameters.
    public var frozenCount: Int { rows.reduce(0) { $0 + $1.frozenCount } }
    /// Elements of all buffers.
    public var bufferCount: Int { rows.reduce(0) { $0 + $1.bufferCount } }
    /// Bytes of all parameters and buffers.
    public var byteCount: Int { rows.reduce(0) { $0 + $1.byteCount } }

    /// The table and a line of totals.
    public var description: String {
        let header = ["module", "settings", "parameters and buffers", "dtype", "trainable", "frozen"]
        let cells = [header] + rows.map(Self.cells)
        let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { line in
            let padded = line.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column < 4 ? cell + space : space + cell
            }
            let text = padded.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        lines.insert(String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1)), at: 1)
        lines.append(
            "\(trainableCount + frozenCount) parameters: \(trainableCount) trainable, \(frozenCount) frozen; "
                + "\(bufferCount) buffer elements; \(byteCount) bytes")
        return lines.joined(separator: "\n")
    }

    private static func cells(_ row: Row) -> [String] {
        let name = row.name.isEmpty ? row.type : "\(row.name): \(row.type)"
        let hasParameters = row.trainableCount + row.frozenCount > 0
        return [
            String(repeating: "  ", count: row.depth) + name, row.settings, row.tensors,
            row.dtypes.map(\.description).joined(separator: ", "),
            hasParameters ? "\(row.trainableCount)" : "", hasParameters ? "\(row.frozenCount)" : "",
        ]
    }
}

extension ModuleSummary.Row {
    init(
        _ module: Module, path: String, name: String, depth: Int,
        slots: [(name: String, entry: ModuleTable.Entry)], aliases: [String: String]
    ) {
        var texts: [String] = [], dtypes: [DType] = []
        var counts = (trainable: 0, frozen: 0, buffer: 0, bytes: 0)
        for (full, entry) in slots {
            guard let tensor = entry.slot.tensor else { continue }
            let label = path.isEmpty ? full : String(full.dropFirst(path.count + 1))
            texts.append("\(label) \(tensor.shape)" + (aliases[full].map { " = \($0)" } ?? ""))
            if aliases[full] != nil { continue }
            if !dtypes.contains(tensor.dtype) { dtypes.append(tensor.dtype) }
            counts.bytes += tensor.byteCount
            if entry.slot is any BufferSlot {
                counts.buffer += tensor.count
            } else if entry.slot.isTrainable {
                counts.trainable += tensor.count
            } else {
                counts.frozen += tensor.count
            }
        }
        self.init(
            path: path, name: name, depth: depth, type: "\(Swift.type(of: module))",
            settings: module.settings,
            tensors: texts.joined(separator: ", "), dtypes: dtypes, trainableCount: counts.trainable,
            frozenCount: counts.frozen, bufferCount: counts.buffer, byteCount: counts.bytes)
    }
}

extension Module {
    /// Returns a table of this module and everything below it: `print(try network.summary())`.
    ///
    /// - Throws: `ModuleError` if the module is declared wrongly.
    public final func summary() throws -> ModuleSummary {
        let table = try table()
        let aliases = Dictionary(uniqueKeysWithValues: table.aliases.map { ($0.key, $0.value) })
        var slots: [String: [(name: String, entry: ModuleTable.Entry)]] = [:]
        for (name, entry) in table.entries { slots[entry.owner, default: []].append((name, entry)) }
        var rows: [ModuleSummary.Row] = []
        func visit(_ module: Module, path: String, name: String, depth: Int) {
            rows.append(
                ModuleSummary.Row(
                    module, path: path, name: name, depth: depth,
                    slots: slots.removeValue(forKey: path) ?? [], aliases: aliases))
            for child in module.children() {
                visit(
                    child.module, path: Module.path(path, child.name), name: child.name, depth: depth + 1)
            }
        }
        visit(self, path: "", name: "", depth: 0)
        return ModuleSummary(rows: rows)
    }
}
