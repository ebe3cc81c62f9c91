// What a module declares, as the compiler says it.
import Foundation

/// Holds the public symbols of a module.
struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Identifier: Decodable { var precise: String }
        struct Kind: Decodable { var identifier: String }
        struct Documentation: Decodable {}

        var identifier: Identifier
        var kind: Kind
        var pathComponents: [String]
        var docComment: Documentation?

        /// Path without argument labels: `Tensor.matmul`, `crossEntropy`.
        var name: String {
            pathComponents.map { String($0.prefix { $0 != "(" }) }.joined(separator: ".")
        }

        /// Path with argument labels, for reports.
        var signature: String { pathComponents.joined(separator: ".") }

        /// Members that the compiler or the standard library adds have no text of ours.
        var isOurs: Bool {
            !identifier.precise.contains("::SYNTHESIZED::") && identifier.precise.hasPrefix("s:")
                && !identifier.precise.hasPrefix("s:s")
        }
    }

    struct Relationship: Decodable {
        var source: String
        var kind: String
    }

    var symbols: [Symbol]
    var relationships: [Relationship]

    /// Public symbols without a doc comment; what overrides a documented member inherits its text.
    var undocumented: [Symbol] {
        let inheriting = Set(
            relationships.filter { ["overrides", "defaultImplementationOf"].contains($0.kind) }.map(\.source))
        return symbols.filter {
            $0.isOurs && $0.docComment == nil && !inheriting.contains($0.identifier.precise)
        }
    }
}

/// Asks the compiler for symbol graphs of modules that are built.
struct SymbolGraphExtractor {
    /// The build folder, such as `.build/release`.
    let build: String
    /// Where packages' sources with C modules lie.
    let moduleMaps: [String]

    /// Finds the C modules that the built modules import.
    init(build: String, sources: String) {
        self.build = build
        let roots = [sources, URL(fileURLWithPath: build).deletingLastPathComponent().path + "/checkouts"]
        var maps: [String] = []
        for root in roots {
            let files = FileManager.default.enumerator(atPath: root)
            while let path = files?.nextObject() as? String {
                if path.hasSuffix("module.modulemap"), path.contains("Sources") || root == sources {
                    maps.append("\(root)/\(path)")
                }
            }
        }
        let shim = "\(build)/CGimbal.build/module.modulemap"
        moduleMaps = maps + (FileManager.default.fileExists(atPath: shim) ? [shim] : [])
    }

    /// Returns the symbols of a module and of its extensions of other modules.
    func graphs(of module: String) throws -> [SymbolGraph] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "docgen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "swift", "symbolgraph-extract", "-module-name", module, "-minimum-access-level", "public",
                "-I", "\(build)/Modules", "-target", Self.target, "-output-dir", folder.path,
            ] + moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw DocgenError("no symbols of \(module): \(String(decoding: text, as: UTF8.self))")
        }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted
        {
            $0.path < $1.path
        }.map { try JSONDecoder().decode(SymbolGraph.self, from: Data(contentsOf: $0)) }
    }

    private static var target: String {
        #if arch(arm64)
            let architecture = "aarch64"
        #else
            let architecture = "x86_64"
        #endif
        #if os(macOS)
            return "\(architecture == "aarch64" ? "arm64" : architecture)-apple-macosx14.0"
        #else
            return "\(architecture)-unknown-linux-gnu"
        #endif
    }
}
