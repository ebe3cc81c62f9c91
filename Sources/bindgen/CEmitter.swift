// Writes the C header and the C++ bodies of the operators.

/// Describes how an argument crosses from C to C++.
struct CParameter {
    /// The declarations in the C signature: two for pointer and count, none for an argument that is always nil.
    var declarations: [String]
    /// The C++ expression that the operator is called with.
    var expression: String
}

extension SchemaArgument {
    /// How the argument appears in C.
    var inC: CParameter {
        switch type.base {
        case .tensor: return tensorInC
        case .integer, .symbolicInteger: return type.isList ? integersInC : integerInC
        case .real where type.isList:
            let count = "\(name)_count"
            let list = "at::ArrayRef<double>(\(name), \(count))"
            let optional = "\(count) < 0 ? std::nullopt : std::optional<at::ArrayRef<double>>(\(list))"
            return CParameter(
                declarations: ["const double *_Nullable \(name)", "GInt \(count)"],
                expression: type.isOptional ? optional : list)
        case .real: return valueInC("double", "float?")
        case .boolean where name == "pin_memory", .layout:
            return CParameter(declarations: [], expression: "std::nullopt")
        case .boolean: return valueInC("bool", "bool?")
        case .scalar where type.isList:
            return CParameter(
                declarations: ["const double *_Nullable \(name)", "GInt \(name)_count"],
                expression: "realScalars(\(name), \(name)_count)")
        case .scalar:
            let declaration = type.isOptional ? "const GScalar *_Nullable \(name)" : "GScalar \(name)"
            return CParameter(declarations: [declaration], expression: "gimbal::scalar(\(name))")
        case .dtype:
            let cast = "static_cast<at::ScalarType>(\(name))"
            let expression = type.isOptional ? "optionalType(\(name))" : cast
            return CParameter(declarations: ["int32_t \(name)"], expression: expression)
        case .device:
            let expression = "optionalDevice(\(name))"
            return CParameter(
                declarations: ["const GDevice *_N\(type.isOptional ? "ullable" : "onnull") \(name)"],
                expression: type.isOptional ? expression : "*\(expression)")
        case .generator:
            return CParameter(
                declarations: ["GGenerator _Nullable \(name)"], expression: "optionalGenerator(\(name))")
        case .string:
            let optional = "\(name) ? std::optional<std::string_view>(\(name)) : std::nullopt"
            return CParameter(
                declarations: ["const char *\(type.isOptional ? "_Nullable " : "")\(name)"],
                expression: type.isOptional ? optional : name)
        case .memoryFormat:
            let expression = type.isOptional ? "std::nullopt" : "at::MemoryFormat::Contiguous"
            return CParameter(declarations: [], expression: expression)
        }
    }

    private var tensorInC: CParameter {
        let count = "\(name)_count"
        if type.isList {
            let nullability = type.hasOptionalElements ? "_Nullable" : "_Nonnull"
            return CParameter(
                declarations: ["const GTensor \(nullability) *_Nullable \(name)", "GInt \(count)"],
                expression: "\(type.hasOptionalElements ? "optionalList" : "copiedList")(\(name), \(count))")
        }
        if type.isOptional {
            return CParameter(
                declarations: ["GTensor _Nullable \(name)"], expression: "optionalTensor(\(name))")
        }
        return CParameter(declarations: ["GTensor \(name)"], expression: "Borrowed(\(name))")
    }

    private var integerInC: CParameter {
        guard type.isOptional else { return CParameter(declarations: ["GInt \(name)"], expression: name) }
        let value = type.base == .integer ? "int64_t" : "c10::SymInt"
        return CParameter(
            declarations: ["const GInt *_Nullable \(name)"],
            expression: "\(name) ? std::optional<\(value)>(*\(name)) : std::nullopt")
    }

    private var integersInC: CParameter {
        let count = "\(name)_count"
        let arguments = "reinterpret_cast<const int64_t *>(\(name)), \(count)"
        let plain = "integers(\(arguments))"
        let expression =
            switch (type.base, type.isOptional) {
            case (.integer, false): plain
            case (.integer, true): "optionalIntegers(\(arguments))"
            case (_, false): "c10::fromIntArrayRefSlow(\(plain))"
            case (_, true):
                "\(count) < 0 ? at::OptionalSymIntArrayRef() : "
                    + "at::OptionalSymIntArrayRef(c10::fromIntArrayRefSlow(\(plain)))"
            }
        return CParameter(
            declarations: ["const GInt *_Nullable \(name)", "GInt \(count)"], expression: expression)
    }

    private func valueInC(_ type: String, _ optional: String) -> CParameter {
        self.type.isOptional
            ? CParameter(declarations: ["const \(type) *_Nullable \(name)"], expression: "optional(\(name))")
            : CParameter(declarations: ["\(type) \(name)"], expression: name)
    }
}

/// Says how an operator's results come back to C.
enum CResult {
    case nothing
    case tensor
    case tensors(Int)
    case list
    case value(String)
}

extension Schema {
    /// How the results come back.
    func resultInC() throws -> CResult {
        if isInPlace || results.isEmpty { return .nothing }
        if results.count > 1 {
            guard results.allSatisfy({ $0.type.isPlain(.tensor) }) else {
                throw BindgenError("`\(key)` has results that are not tensors")
            }
            return .tensors(results.count)
        }
        let type = results[0].type
        if type.base == .tensor { return type.isList ? .list : .tensor }
        switch type.base {
        case .boolean: return .value("bool")
        case .integer, .symbolicInteger: return .value("GInt")
        case .real: return .value("double")
        default: throw BindgenError("the result of `\(key)` has no counterpart in C")
        }
    }

    /// The C signature without the final semicolon.
    func cSignature() throws -> String {
        var parameters = arguments.flatMap(\.inC.declarations)
        let type: String
        switch try resultInC() {
        case .nothing: type = "void "
        case .tensor: type = "GTensor _Nullable "
        case .list: type = "GTensorList "
        case .value(let name): type = name + " "
        case .tensors:
            type = "void "
            parameters.append("GTensor _Nullable *_Nonnull results")
        }
        parameters.append("GError *error")
        let open = "\(type)g_\(structureName)("
        let oneLine = open + parameters.joined(separator: ", ") + ")"
        return oneLine.count <= 108 ? oneLine : open + "\n" + fill(parameters, indentation: 4) + ")"
    }

    /// The C++ definition.
    func cxxDefinition() throws -> String {
        let expressions = arguments.map(\.inC.expression)
        let callee = "at::_ops::\(structureName)::call("
        let inner: String
        switch try resultInC() {
        case .nothing: inner = wrappedCall("", callee, expressions, ");")
        case .tensor: inner = wrappedCall("return owned(", callee, expressions, "));")
        case .list: inner = wrappedCall("return ownedList(", callee, expressions, "));")
        case .value(let type):
            inner = wrappedCall("return static_cast<\(type)>(", callee, expressions, "));")
        case .tensors(let count):
            let stores = (0..<count).map { "results[\($0)] = owned(std::move(std::get<\($0)>(values)));" }
            inner =
                wrappedCall("auto values = ", callee, expressions, ");")
                + stores.map { "        \($0)\n" }.joined()
        }
        let head = try cSignature()
        switch try resultInC() {
        case .nothing, .tensors: return "\(head) {\n    guard(error, [&] {\n\(inner)    });\n}\n"
        case .tensor: return "\(head) {\n    return guard(error, [&]() -> GTensor {\n\(inner)    });\n}\n"
        default: return "\(head) {\n    return guard(error, [&] {\n\(inner)    });\n}\n"
        }
    }

    private func wrappedCall(
        _ before: String, _ callee: String, _ arguments: [String], _ after: String
    ) -> String {
        let oneLine = "        \(before)\(callee)\(arguments.joined(separator: ", "))\(after)"
        if oneLine.count <= 110 { return oneLine + "\n" }
        return "        \(before)\(callee)\n" + fill(arguments, indentation: 12) + after + "\n"
    }
}

/// Returns the C header with every operator of the table.
func cHeader(_ sections: [BoundSection]) throws -> String {
    var text = """
        // \(generatedNotice)
        // One function per operator of libtorch, named after its schema; included by gimbal.h.
        #ifndef GIMBAL_OPERATORS_H
        #define GIMBAL_OPERATORS_H

        #include "../gimbal.h"

        #ifdef __cplusplus
        extern "C" {
        #endif

        #pragma clang assume_nonnull begin

        /// An integer as wide as int64_t that Swift imports as `Int`, so that its arrays pass without a copy.
        typedef ptrdiff_t GInt;


        """
    for section in sections {
        text += "// \(section.name)\n"
        for schema in section.schemas { text += try schema.cSignature() + ";\n" }
        text += "\n"
    }
    return text + """
        #pragma clang assume_nonnull end

        #ifdef __cplusplus
        }
        #endif

        #endif

        """
}

/// Returns the C++ file of the sections that share it.
func cxxFile(_ sections: [BoundSection]) throws -> String {
    let schemas = sections.flatMap(\.schemas)
    var text = "// \(generatedNotice)\n#include \"../guard.hpp\"\n\n"
    for header in Set(schemas.map(\.header)).sorted() { text += "#include <ATen/ops/\(header)_ops.h>\n" }
    text += "\nusing namespace gimbal;\n"
    for schema in schemas { text += try "\n" + schema.cxxDefinition() }
    return text
}
