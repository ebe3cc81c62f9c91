// Writes the Swift functions of the operators, as extensions of Tensor.

/// Returns the Swift file of one section.
func swiftFile(_ section: BoundSection) throws -> String {
    var text = "// \(generatedNotice)\nimport CGimbal\n\nextension Tensor {\n"
    let functions = try section.operators.filter(\.entry.isForSwift).flatMap { try $0.swiftFunctions() }
    text += functions.joined(separator: "\n")
    return text + "}\n"
}

extension BoundOperator {
    /// The function, and for operators over `axes` a second one over a single `axis`.
    func swiftFunctions() throws -> [String] {
        let parameters = try swiftParameters()
        var functions = [try swiftFunction(parameters)]
        guard let index = parameters.firstIndex(where: { $0.label == "axes" && $0.hidden == nil }) else {
            return functions
        }
        let isOnlyList = parameters.filter { $0.hidden == nil && $0.argument.type.isList }.count == 1
        if isOnlyList {
            var single = parameters
            single[index].label = "axis"
            single[index].name = "axis"
            single[index].type = "Int"
            single[index].defaultText = nil
            single[index].hidden = "[axis], 1"
            functions.append(try swiftFunction(single, shown: index))
        }
        return functions
    }

    /// `shown` is the index of a parameter that is declared although its C arguments are given.
    private func swiftFunction(_ parameters: [SwiftParameter], shown: Int? = nil) throws -> String {
        let declared = parameters.indices.filter { parameters[$0].hidden == nil || $0 == shown }
        let (helper, result) = try swiftResult()
        let prefix = "    public \(isStatic ? "static " : "")func \(declaredName)("
        let suffix = ") throws(TensorError)\(result.isEmpty ? "" : " -> \(result)") {"
        var text = docComment()
        let declarations = ordered(declared.map { parameters[$0] }).map(\.declaration)
        text += wrapped(prefix, declarations, suffix, indentation: 8)
        text += body(helper, arguments: nativeArguments(parameters), operands: operands(parameters))
        return text + "    }\n"
    }

    /// Operands come first, then what must be given, what may be given, and the random stream.
    private func ordered(_ parameters: [SwiftParameter]) -> [SwiftParameter] {
        let groups = Dictionary(grouping: parameters) { parameter in
            if parameter.label == "using" { return 3 }
            if parameter.defaultText != nil { return 2 }
            return parameter.label == "_" ? 0 : 1
        }
        return (0...3).flatMap { groups[$0] ?? [] }
    }

    /// Swift's keywords need quotes where a function is declared, not where it is called.
    private var declaredName: String {
        ["where", "repeat", "in", "var"].contains(swiftName) ? "`\(swiftName)`" : swiftName
    }

    private func docComment() -> String {
        let summary = entry.summary.dropLast() + " (`\(schema.key)`)."
        return wrapWords(String(summary), prefix: "    /// ")
    }

    private func nativeArguments(_ parameters: [SwiftParameter]) -> [String] {
        var rest = parameters[...]
        return schema.arguments.indices.compactMap { index -> String? in
            if index == receiver { return "handle.raw" }
            let text = rest.removeFirst().nativeArguments
            return text.isEmpty ? nil : text
        }
    }

    private func operands(_ parameters: [SwiftParameter]) -> String {
        var single = receiver == nil ? [] : ["self"]
        var lists: [String] = []
        for parameter in parameters where parameter.hidden == nil && parameter.argument.type.base == .tensor {
            if parameter.type == "Tensor" { single.append(parameter.name) }
            if parameter.type == "[Tensor]" { lists.append(parameter.name) }
        }
        // Errors show four operands; of the parallel lists of an optimiser the first says enough.
        single = Array(single.prefix(4))
        let parts = (single.isEmpty ? [] : ["[\(single.joined(separator: ", "))]"]) + lists.prefix(1)
        return parts.isEmpty ? "[]" : parts.joined(separator: " + ")
    }

    private func swiftResult() throws -> (helper: String, type: String) {
        switch try schema.resultInC() {
        case .nothing: return ("callVoid", "")
        case .tensor: return ("call", "Tensor")
        case .list: return ("callList", "[Tensor]")
        case .value(let type):
            return ("callValue", ["bool": "Bool", "GInt": "Int", "double": "Double"][type] ?? type)
        case .tensors(let count):
            let names = entry.resultNames.isEmpty ? schema.results.compactMap(\.name) : entry.resultNames
            guard names.count == count, count <= 4 else {
                throw BindgenError("`\(schema.key)` has \(count) results: name them in the table (`->a,b`)")
            }
            let type = names.map { "\(camelCase($0)): Tensor" }.joined(separator: ", ")
            return ("callTuple\(count)", "(\(type))")
        }
    }

    private func body(_ helper: String, arguments: [String], operands: String) -> String {
        let isTuple = helper.hasPrefix("callTuple")
        let all = arguments + (isTuple ? ["results"] : []) + ["&error"]
        let closure = isTuple ? "{ results, error in" : "{ error in"
        let open = "        try \(helper)(\"\(swiftName)\", operands: \(operands)) \(closure)"
        let native = "g_\(schema.structureName)("
        let oneLine = "\(open) \(native)\(all.joined(separator: ", "))) }"
        if oneLine.count <= 110 { return oneLine + "\n" }
        return "\(open)\n" + wrapped("            " + native, all, ")", indentation: 16) + "        }\n"
    }
}

/// Joins `items` on one line if they fit, else on lines of their own between opening and closing bracket.
private func wrapped(_ open: String, _ items: [String], _ close: String, indentation: Int) -> String {
    let oneLine = open + items.joined(separator: ", ") + close
    if oneLine.count <= 110 { return oneLine + "\n" }
    let outer = String(repeating: " ", count: indentation - 4)
    return "\(open)\n" + fill(items, indentation: indentation) + "\n\(outer)\(close)\n"
}
