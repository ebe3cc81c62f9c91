// How schema arguments are spelled in Swift when the table does not say otherwise.

/// Describes one argument as Swift sees it.
struct SwiftParameter {
    var argument: SchemaArgument
    /// The name in front of the colon; `_` for none.
    var label: String
    /// The name inside the body.
    var name: String
    var type: String
    var defaultText: String?
    /// The C arguments when Swift does not show the parameter.
    var hidden: String?

    /// The declaration: `_ other: Tensor`, `axis: Int = 0`.
    var declaration: String {
        let names = label == name ? name : "\(label) \(name)"
        return "\(names): \(type)" + (defaultText.map { " = \($0)" } ?? "")
    }
}

/// Names that libtorch abbreviates or that our style spells out.
private let longNames = [
    "dim": "axis", "keepdim": "keepDimensions", "eps": "epsilon", "generator": "using",
    "size": "shape",
]

/// Arguments that never appear in Swift unless the table gives them a label.
private let hiddenArguments: Set<String> = [
    "non_blocking", "sparse", "scale_grad_by_freq", "driver", "path", "enable_gqa",
]

extension BoundOperator {
    /// Whether the function is a static member: asked for, or there is no tensor to be `self`.
    var isStatic: Bool { entry.isStatic || receiver == nil }

    /// The argument that becomes `self`.
    var receiver: Int? {
        entry.isStatic ? nil : schema.arguments.firstIndex { $0.type.isPlain(.tensor) }
    }

    /// The name of the Swift function.
    var swiftName: String {
        if let name = entry.swiftName { return name }
        let bare = schema.name.drop { $0 == "_" }
        return camelCase(String(bare)) + (schema.isInPlace ? "InPlace" : "")
    }

    /// All arguments but the receiver.
    func swiftParameters() throws -> [SwiftParameter] {
        for name in entry.overrides.keys where !schema.arguments.contains(where: { $0.name == name }) {
            let names = schema.arguments.map(\.name)
            let hint = nearest(to: name, in: names).map { "; did you mean `\($0)`?" } ?? ""
            throw BindgenError("`\(schema.key)` has no argument `\(name)`\(hint)")
        }
        let operand = firstOperand
        return try schema.arguments.indices.filter { $0 != receiver }.map { index in
            try parameter(schema.arguments[index], isUnlabelled: index == operand)
        }
    }

    /// The argument that needs no label: `a.matmul(b)`, `x.indexSelect(rows, axis: 0)`, `a.equal(0)`.
    private var firstOperand: Int? {
        let required = schema.arguments.indices.filter { index in
            let argument = schema.arguments[index]
            let override = entry.overrides[argument.name]
            return index != receiver && override?.fixed == nil && override?.label == nil
                && (argument.defaultText == nil && !argument.type.isOptional)
        }
        let tensor = required.first { schema.arguments[$0].type.isPlain(.tensor) }
        let first = required.first { index in
            let argument = schema.arguments[index]
            return argument.type.isPlain(.scalar) || ["size", "shape"].contains(argument.name)
        }
        return tensor ?? (first == required.first ? first : nil)
    }

    private func parameter(_ argument: SchemaArgument, isUnlabelled: Bool) throws -> SwiftParameter {
        let override = entry.overrides[argument.name] ?? ArgumentOverride()
        let long = longName(argument)
        let label = override.label ?? (isUnlabelled ? "_" : long)
        let type = override.type ?? swiftType(argument)
        let name = override.name ?? (override.label == nil || override.label == "_" ? long : label)
        var parameter = SwiftParameter(
            argument: argument, label: label, name: name == "using" ? "stream" : name, type: type,
            defaultText: override.defaultText ?? swiftDefault(argument, type: type))
        if parameter.defaultText == "required" { parameter.defaultText = nil }
        let isRuledOut = override.label == nil && hiddenArguments.contains(argument.name)
        if override.fixed != nil || isRuledOut || argument.inC.declarations.isEmpty {
            parameter.hidden = try hiddenValue(argument, fixed: override.fixed ?? "")
        }
        return parameter
    }

    private func longName(_ argument: SchemaArgument) -> String {
        if argument.name == "dim" || argument.name == "dims" { return argument.type.isList ? "axes" : "axis" }
        return longNames[argument.name] ?? camelCase(argument.name)
    }

    private func swiftType(_ argument: SchemaArgument) -> String {
        let type = argument.type
        let isCreation = !schema.arguments.contains { $0.type.base == .tensor }
        var name: String
        switch type.base {
        case .tensor: name = type.hasOptionalElements ? "Tensor?" : "Tensor"
        case .integer where argument.name == "reduction": name = "Reduction"
        case .integer, .symbolicInteger: name = "Int"
        case .real: name = "Double"
        case .boolean: name = "Bool"
        case .scalar where type.isList: name = "Double"
        case .scalar: name = argument.defaultText == nil && !type.isOptional ? "some TensorNumber" : "Double"
        case .dtype: name = "DType"
        case .device: name = "Device"
        case .generator: return "RandomStream"
        case .string: name = "String"
        case .layout, .memoryFormat: name = "Never"
        }
        if type.isList { name = "[\(name)]" }
        let isGiven = isCreation && (type.base == .dtype || type.base == .device)
        return type.isOptional && !isGiven ? name + "?" : name
    }

    private func swiftDefault(_ argument: SchemaArgument, type: String) -> String? {
        switch (argument.defaultText, type) {
        case (_, "RandomStream"), (nil, _): return nil
        case ("None", "DType"): return ".float32"
        case ("None", "Device"): return ".cpu"
        case ("None", _): return "nil"
        case ("Mean", _): return ".mean"
        case ("long", _): return ".int64"
        case ("True", _): return "true"
        case ("False", _): return "false"
        case (let text?, "[Int]"):
            return text.hasPrefix("[")
                ? text.replacing(", ", with: ",").replacing(",", with: ", ") : "[\(text)]"
        case (let text?, "Double") where text.hasSuffix("."): return text + "0"
        case (let text?, _): return text.replacing("'", with: "\"")
        }
    }

    private func hiddenValue(_ argument: SchemaArgument, fixed: String) throws -> String? {
        if argument.inC.declarations.isEmpty { return "" }
        let type = argument.type
        let text = fixed.isEmpty ? swiftDefault(argument, type: swiftType(argument)) ?? "nil" : fixed
        if text == "nil" || text == "none" {
            if type.base == .dtype { return "-1" }
            guard type.isOptional else {
                throw BindgenError("`\(argument.name)` of `\(schema.key)` needs a value after `!`")
            }
            return type.isList ? "nil, -1" : "nil"
        }
        if type.base == .scalar { return "GScalar(\(text))" }
        if type.isList { return "\(text), \(splitAtCommas(text.dropFirst().dropLast()).count)" }
        return type.isOptional ? "[\(text)]" : text
    }
}

extension SwiftParameter {
    /// The C arguments that pass the parameter on.
    var nativeArguments: String {
        if let hidden { return hidden }
        let kind = argument.type
        let isOptional = type.hasSuffix("?")
        let chain = isOptional ? "?" : ""
        if kind.isList {
            let values = kind.base == .tensor ? "rawHandles(\(name))" : name
            return "\(values), " + (isOptional ? "\(name)?.count ?? -1" : "\(name).count")
        }
        switch kind.base {
        case .tensor: return "\(name)\(chain).handle.raw"
        case .integer where !type.hasPrefix("Int"): return "\(name).rawValue"
        case .string where type != "String" && type != "String?": return "\(name)\(chain).rawValue"
        case .integer, .symbolicInteger, .real, .boolean:
            guard kind.isOptional else { return name }
            return isOptional ? "optionalArray(\(name))" : "[\(name)]"
        case .scalar:
            guard kind.isOptional else { return "\(name).native" }
            return isOptional ? "optionalArray(\(name)?.native)" : "[\(name).native]"
        case .dtype: return isOptional ? "\(name)?.rawValue ?? -1" : "\(name).rawValue"
        case .device: return isOptional ? "optionalArray(\(name)?.native)" : "[\(name).native]"
        case .generator: return "\(name).generator"
        case .string: return name
        case .layout, .memoryFormat: return ""
        }
    }
}

/// Returns the camel-case form of a name: `log_softmax` becomes `logSoftmax`.
func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_").map(String.init)
    guard let first = words.first else { return name }
    let tail = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return (first.count == 1 || first.allSatisfy(\.isUppercase) ? first.lowercased() : first) + tail.joined()
}
